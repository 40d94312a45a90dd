// Texts cut anywhere, and the memory that receiving is said to take. Hostile texts one by one: hostile_table_test.cpp.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <functional>

#include "lodging/notations.h"
#include "lodging/xml_document.h"
#include "sound.h"

namespace onestop::lodging {
namespace {

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

TEST(Hostile, is_the_encoding_of_old_programs_read_where_it_is_named) {
  const auto old = read_xml("<?xml version=\"1.0\" encoding=\"windows-1251\"?><a>\xcf\xf3\xf1\xf2\xee</a>");
  ASSERT_TRUE(old);
  EXPECT_EQ(old->text(0), "Пусто");
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
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "memory is not measured under a sanitizer, which needs its own";
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
