#include "server/evidence/zip.h"

#include <algorithm>
#include <array>

namespace onestop::server::evidence {
namespace {

// .ZIP File Format Specification (APPNOTE 6.3), sections 4.3.7, 4.3.12 and 4.3.16. All numbers are little-endian.
constexpr std::uint32_t local_mark = 0x04034b50, central_mark = 0x02014b50, end_mark = 0x06054b50;
constexpr std::uint16_t needed_version = 10, stored = 0, utf8_names = 1u << 11;
constexpr std::uint32_t first_day = 0x00210000;  // 1980-01-01 00:00, as DOS writes it: date above time

class Out {
 public:
  void u16(std::uint16_t value) { number(value, 2); }
  void u32(std::size_t value) { number(value, 4); }
  void raw(ByteView part) { bytes_.insert(bytes_.end(), part.begin(), part.end()); }
  std::size_t size() const { return bytes_.size(); }
  Bytes take() { return std::move(bytes_); }
  const Bytes& bytes() const { return bytes_; }

 private:
  void number(std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) bytes_.push_back(static_cast<unsigned char>(value >> (8 * i)));
  }
  Bytes bytes_;
};

constexpr std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    auto value = i;
    for (int bit = 0; bit < 8; ++bit) value = value & 1 ? 0xedb88320u ^ (value >> 1) : value >> 1;
    table[i] = value;
  }
  return table;
}

std::uint32_t crc32(ByteView bytes) {
  static constexpr auto table = crc_table();
  std::uint32_t crc = 0xffffffffu;
  for (const auto byte : bytes) crc = table[(crc ^ byte) & 0xff] ^ (crc >> 8);
  return ~crc;
}

/// What stands both before the file and in the directory.
void put_common(Out& out, const std::string& name, const Bytes& bytes) {
  out.u16(needed_version);
  out.u16(utf8_names);
  out.u16(stored);
  out.u32(first_day);
  out.u32(crc32(bytes));
  out.u32(bytes.size());
  out.u32(bytes.size());
  out.u16(static_cast<std::uint16_t>(name.size()));
  out.u16(0);  // extra field
}

std::uint64_t number_at(ByteView bytes, std::size_t at, int width) {
  std::uint64_t value = 0;
  for (int i = width; i-- > 0;) value = value << 8 | bytes[at + static_cast<std::size_t>(i)];
  return value;
}

}  // namespace

Expected<Bytes> zip(const FileSet& files) {
  std::size_t together = 0;
  for (const auto& [name, bytes] : files) {
    if (name.empty() || name.size() > 1000) return fault("a file of the archive has no name or too long a name");
    together += bytes.size() + 2 * name.size() + 100;
  }
  if (files.size() > most_files || together > largest_archive) return fault("the archive would have more files or bytes than any may have");
  Out out, directory;
  for (const auto& [name, bytes] : files) {
    directory.u32(central_mark);
    directory.u16(needed_version);  // by which it was made
    put_common(directory, name, bytes);
    directory.u16(0);  // comment
    directory.u16(0);  // disk
    directory.u16(0);  // internal attributes
    directory.u32(0);  // external attributes
    directory.u32(out.size());
    directory.raw(as_bytes(name));
    out.u32(local_mark);
    put_common(out, name, bytes);
    out.raw(as_bytes(name));
    out.raw(bytes);
  }
  const auto begin = out.size();
  out.raw(directory.bytes());
  out.u32(end_mark);
  out.u16(0);
  out.u16(0);
  out.u16(static_cast<std::uint16_t>(files.size()));
  out.u16(static_cast<std::uint16_t>(files.size()));
  out.u32(directory.size());
  out.u32(begin);
  out.u16(0);  // comment
  return out.take();
}

Expected<FileSet> unzip(ByteView archive) {
  const auto broken = [] { return fault("this is no archive as it was written: its bytes were changed, or it is something else"); };
  constexpr std::size_t local_size = 30;
  FileSet files;
  std::size_t at = 0;
  while (at + local_size <= archive.size() && number_at(archive, at, 4) == local_mark) {
    const auto size = number_at(archive, at + 18, 4), name_size = number_at(archive, at + 26, 2);
    if (at + local_size + name_size + size > archive.size() || files.size() >= most_files) return broken();
    const auto name = archive.subspan(at + local_size, name_size), bytes = archive.subspan(at + local_size + name_size, size);
    if (!files.emplace(std::string(name.begin(), name.end()), Bytes(bytes.begin(), bytes.end())).second) return broken();
    at += local_size + name_size + size;
  }
  const auto again = zip(files);
  if (!again || !std::ranges::equal(*again, archive)) return broken();
  return files;
}

}  // namespace onestop::server::evidence
