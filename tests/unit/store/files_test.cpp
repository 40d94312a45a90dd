#include "store/files.h"

#include <fstream>

#include "sample_store.h"

namespace onestop::store {
namespace {

const std::string picture = std::string("\xff\xd8\xff\xe0", 4) + "a broken seal";

class FilesTest : public ::testing::Test {
 protected:
  std::filesystem::path place(const Hash& hash) const { return files.folder() / to_hex(hash).substr(0, 2) / to_hex(hash); }
  std::size_t entries() const {
    std::size_t count = 0;
    for (const auto& one : std::filesystem::recursive_directory_iterator(files.folder())) count += one.is_regular_file();
    return count;
  }

  Folder folder;
  Files files{folder.file("post.files")};
};

TEST_F(FilesTest, a_photograph_comes_back_as_it_was_kept) {
  const auto kept = files.put(picture);
  ASSERT_TRUE(kept) << kept.error().what;
  EXPECT_EQ(kept->hash, sha256(as_bytes(picture)));
  EXPECT_EQ(kept->media_type, "image/jpeg");
  EXPECT_EQ(kept->size_bytes, picture.size());
  EXPECT_EQ(files.read(kept->hash).value(), picture);
  EXPECT_TRUE(std::filesystem::exists(place(kept->hash)));
}

TEST_F(FilesTest, the_same_bytes_lie_there_once) {
  const auto first = files.put(picture), second = files.put(picture);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->hash, second->hash);
  EXPECT_EQ(entries(), 1u) << "and nothing passing is left beside them";
}

TEST_F(FilesTest, a_damaged_one_is_a_fault_and_is_mended_by_the_same_bytes) {
  const auto kept = files.put(picture);
  ASSERT_TRUE(kept);
  std::ofstream(place(kept->hash), std::ios::binary | std::ios::in).write("\xff\xd8\xff\xe1", 4);
  const auto damaged = files.read(kept->hash);
  ASSERT_FALSE(damaged);
  EXPECT_NE(damaged.error().what.find("damaged"), std::string::npos);
  EXPECT_FALSE(files.find(kept->hash));
  ASSERT_TRUE(files.put(picture));
  EXPECT_EQ(files.read(kept->hash).value(), picture);
}

TEST_F(FilesTest, what_was_never_kept_is_nothing_and_no_fault) {
  const auto found = files.find(sha256(as_bytes(picture)));
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->has_value());
}

TEST_F(FilesTest, only_photographs_up_to_the_limit_are_kept) {
  EXPECT_FALSE(files.put("<svg onload=...>"));
  EXPECT_FALSE(files.put(""));
  EXPECT_TRUE(files.put(picture + std::string(Files::largest_bytes - picture.size(), 'x')));
  EXPECT_FALSE(files.put(picture + std::string(Files::largest_bytes - picture.size() + 1, 'x')));
}

TEST(MediaType, is_told_by_the_first_bytes) {
  EXPECT_EQ(media_type_of(picture), "image/jpeg");
  EXPECT_EQ(media_type_of("\x89PNG\r\n\x1a\n...."), "image/png");
  EXPECT_EQ(media_type_of(std::string_view("RIFF\x04\0\0\0WEBP", 12)), "image/webp");
  EXPECT_FALSE(media_type_of("RIFF1234WAVE"));
  EXPECT_FALSE(media_type_of("GIF89a"));
  EXPECT_EQ(files_path("/data/post.db"), "/data/post.files");
}

}  // namespace
}  // namespace onestop::store
