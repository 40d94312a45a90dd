// What hostile texts get: one clear finding, in bounded memory, and never a crash.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include "lodging/notations.h"
#include "lodging/xml_document.h"
#include "sound.h"

namespace onestop::lodging {
namespace {

std::string first_code(std::string_view bytes) {
  const auto received = receive(bytes);
  return received.findings.empty() ? "" : received.findings.front().code;
}

const std::string head = "<?xml version=\"1.0\"?>";

/// Peak memory, in KiB, of a child that does the work; nothing where it did not end well.
std::optional<long> peak_kib(const std::function<void()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    work();
    _exit(0);
  }
  int status = 0;
  rusage used{};
  if (wait4(child, &status, 0, &used) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) return std::nullopt;
  return used.ru_maxrss;
}

TEST(Hostile, are_entity_bombs_refused) {
  std::string bomb = head + "<!DOCTYPE lolz [<!ENTITY a \"ha\">";
  for (char c = 'b'; c < 'm'; ++c) bomb += std::string("<!ENTITY ") + c + " \"" + std::string(10, '&') + "\">";
  EXPECT_EQ(first_code(bomb + "]><CC015C>&l;</CC015C>"), "xml.doctype");
  EXPECT_EQ(first_code(head + "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><CC015C>&x;</CC015C>"), "xml.doctype");
  EXPECT_EQ(first_code(head + "<!DOCTYPE a SYSTEM \"http://127.0.0.1/a.dtd\"><CC015C/>"), "xml.doctype");
  EXPECT_EQ(first_code(head + "<!DOCTYPE a [<!ENTITY % p SYSTEM \"file:///etc/hostname\"> %p;]><CC015C/>"), "xml.doctype");
  EXPECT_EQ(first_code(head + "<CC015C>&undeclared;</CC015C>"), "xml.syntax");
}

TEST(Hostile, is_a_hundred_thousand_levels_too_deep) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_EQ(first_code(deep), "xml.too_deep");
  EXPECT_EQ(first_code("{\"a\":" + std::string(100'000, '[')), "json.wrong");
}

TEST(Hostile, are_long_values_and_names_refused) {
  EXPECT_EQ(first_code("<CC015C a=\"" + std::string(100u << 20, 'x') + "\"/>"), "text.too_large");
  EXPECT_EQ(first_code("<CC015C a=\"" + std::string(1u << 20, 'x') + "\"/>"), "xml.value_too_long");
  EXPECT_EQ(first_code("<CC015C>" + std::string(3u << 20, 'x') + "</CC015C>"), "xml.value_too_long");
  EXPECT_EQ(first_code("<" + std::string(300, 'x') + "/>"), "xml.name_too_long");
  std::string many = "<CC015C>";
  for (int i = 0; i < 250'000; ++i) many += "<a/>";
  EXPECT_EQ(first_code(many + "</CC015C>"), "xml.too_many");
}

TEST(Hostile, are_wrong_encodings_named) {
  EXPECT_EQ(first_code("<?xml version=\"1.0\" encoding=\"UTF-8\"?><CC015C>\xff\xfe</CC015C>"), "xml.encoding");
  EXPECT_EQ(first_code("<?xml version=\"1.0\" encoding=\"no-such\"?><CC015C/>"), "xml.encoding");
  EXPECT_EQ(first_code("<?xml version=\"1.0\" encoding=\"UTF-8\"?><CC015C>\xc3</CC015C>"), "xml.encoding");
  // Cyrillic in the encoding of old programs is read, if it says so.
  const auto old = read_xml("<?xml version=\"1.0\" encoding=\"windows-1251\"?><a>\xcf\xf3\xf1\xf2\xee</a>");
  ASSERT_TRUE(old);
  EXPECT_EQ(old->text(0), "Пусто");
}

TEST(Hostile, are_packed_texts_refused) {
  std::string plain(50u << 20, ' '), packed(compressBound(plain.size()) + 32, '\0');
  z_stream stream{};
  ASSERT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(plain.data()), stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data()), stream.avail_out = static_cast<uInt>(packed.size());
  ASSERT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  EXPECT_EQ(first_code(packed), "text.compressed");
  EXPECT_EQ(first_code("PK\x03\x04 and more"), "text.compressed");
  EXPECT_EQ(first_code(""), "text.empty");
  EXPECT_EQ(first_code(" \n"), "text.empty");
}

TEST(Hostile, is_a_sample_cut_anywhere_a_finding) {
  for (const auto format : all_formats) {
    const auto whole = send(sound(format), format).text;
    const bool table = shape_of(format).notation == Notation::csv;
    for (std::size_t cut = 0; cut + 2 < whole.size(); cut += table ? 11 : 7) {
      const auto received = receive(std::string_view(whole).substr(0, cut), format);
      if (table && received.lodgement) continue;  // a table that ends between its cells is a shorter table
      EXPECT_FALSE(received.findings.empty()) << name_of(format) << " cut at " << cut;
      EXPECT_FALSE(received.lodgement) << name_of(format) << " cut at " << cut;
      for (const auto& one : received.findings) EXPECT_FALSE(sentence(one, "ky").what.empty());
    }
  }
}

TEST(Hostile, does_memory_stay_within_its_bound) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "memory is not measured under the address sanitizer, which needs its own";
#endif
  const auto idle = peak_kib([] {});
  ASSERT_TRUE(idle);
  const auto measure = [&](const char* name, const std::string& text, long parts) {
    const auto peak = peak_kib([&] { (void)receive(text); });
    ASSERT_TRUE(peak) << name;
    const long used = *peak - *idle;
    // Twice the stated bound of the tree: its vector doubles as it grows, and the findings and the list of unmapped parts come on top.
    const long bound = 2 * (parts * 64 / 1024 + 3 * static_cast<long>(text.size() >> 10) + 1024) + 8192;
    std::printf("%s: %zu KiB of text, %ld KiB of memory above idle, bound %ld KiB\n", name, text.size() >> 10, used, bound);
    EXPECT_LE(used, bound) << name;
  };
  std::string deep, many = "<CC015C>", wide = "<CC015C>" + std::string(1u << 20, 'x');
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  for (int i = 0; i < 190'000; ++i) many += "<a/>";
  measure("100,000 levels", deep, 64);
  measure("190,000 parts", many + "</CC015C>", 190'000);
  measure("one long value", wide + "</CC015C>", 1);
  measure("an attribute of 7 MiB", "<CC015C a=\"" + std::string(7u << 20, 'x') + "\"/>", 2);
  measure("an attribute of 100 MiB", "<CC015C a=\"" + std::string(100u << 20, 'x') + "\"/>", 2);
}

}  // namespace
}  // namespace onestop::lodging
