// What the readers refuse, and that they name the line, what is wrong and what would be right.
#include <gtest/gtest.h>

#include <random>

#include "wire/law_yaml.h"
#include "wire/post_yaml.h"

namespace onestop::wire {
namespace {

const std::string root = ONESTOP_SOURCE_DIR;

std::string law_says(const std::string& text) {
  const auto law = read_law({{"a.yaml", text}});
  return law ? "accepted" : to_text(law.error());
}

std::string post_says(const std::string& text) {
  const auto post = read_post({"p.yaml", text});
  return post ? "accepted" : to_text(post.error());
}

void expect_part(const std::string& text, const std::string& part) { EXPECT_NE(text.find(part), std::string::npos) << "said instead:\n" << text; }

const std::string head =
    "agencies:\n  - { code: guards, title: Guards }\n"
    "classes:\n  - { code: cart, title: Cart }\n"
    "controls:\n  - { code: look, agency: guards, of: vehicle, sides: [exit], activity: A, title: Look }\n"
    "instruments:\n  - { code: treaty, title: Treaty, kind: agreement, from: 2000-01-01 }\n"
    "provisions:\n";  // nine lines

TEST(LawYaml, A_small_law_reads) { EXPECT_EQ(law_says(head + "  - { id: a, instrument: treaty, article: 1, text: T, control: look, depth: none, effect: perform }\n"), "accepted"); }

TEST(LawYaml, An_unknown_key_is_named_with_its_line_and_the_nearest_key) {
  expect_part(law_says(head + "  - { id: a, instrument: treaty, article: 1,\n      text: T, control: look, depth: none, efect: perform }\n"),
              "a.yaml:11: a provision on a control has no key \"efect\"\n  would be right: did you mean \"effect\"?");
  expect_part(law_says("agencis: []\n"), "a.yaml:1: a law file has no key \"agencis\"\n  would be right: did you mean \"agencies\"?");
}

TEST(LawYaml, An_unknown_value_is_named_with_the_nearest_one) {
  expect_part(law_says(head + "  - { id: a, instrument: treaty, article: 1, text: T, control: look, depth: none, effect: preform }\n"), "a.yaml:10: effect may not be \"preform\"\n  would be right: did you mean \"perform\"?");
  expect_part(law_says(head + "  - { id: a, instrument: treaty, article: 1, text: T, clause: redmission }\n"), "did you mean \"readmission\"?");
  expect_part(law_says(head + "  - { id: a, instrument: treaty, article: 1, text: T, control: lok, depth: none, effect: perform }\n"), "a.yaml:10: there is no control \"lok\"\n  would be right: did you mean \"look\"?");
}

TEST(LawYaml, A_missing_key_is_named) {
  expect_part(law_says(head + "  - { id: a, instrument: treaty, text: T, control: look, depth: none, effect: perform }\n"), "a.yaml:10: a provision on a control lacks article");
  expect_part(law_says(head + "  - { id: a, instrument: treaty, article: 1, text: T, control: look, effect: perform }\n"), "a provision on a control lacks depth");
  expect_part(law_says(head + "  - { id: a, instrument: treaty, article: 1, text: T, effect: perform }\n"), "a provision without a rule");
  expect_part(law_says(head + "  - { id: a, instrument: treaty, article: 1, text: T, control: look, clause: isolation }\n"), "a provision with several rules");
}

TEST(LawYaml, A_figure_stands_where_the_clause_rests_on_one_and_nowhere_else) {
  expect_part(law_says(head + "  - { id: a, instrument: treaty, article: 1, text: T, clause: hold_limit }\n"), "figure: the number of minutes");
  expect_part(law_says(head + "  - { id: a, instrument: treaty, article: 1, text: T, clause: isolation, figure: 3 }\n"), "the clause rests on no figure");
  expect_part(law_says(head + "  - { id: a, instrument: treaty, article: 1, text: T, clause: hold_limit, figure: many }\n"), "figure may not be \"many\"\n  would be right: a whole number from 1");
}

TEST(LawYaml, Days_are_days) {
  expect_part(law_says("instruments:\n  - { code: t, title: T, kind: agreement, from: 2006-02-30 }\n"), "a.yaml:2: from may not be \"2006-02-30\"\n  would be right: a day such as 2006-07-01");
  expect_part(law_says("instruments:\n  - { code: t, title: T, kind: agreement, from: 2006-02-03, until: 2006-02-03 }\n"), "ends before it begins");
}

TEST(LawYaml, A_provision_stands_once_even_across_files) {
  const std::string one = "  - { id: a, instrument: treaty, article: 1, text: T, control: look, depth: none, effect: perform }\n";
  const auto law = read_law({{"a.yaml", head + one}, {"b.yaml", "provisions:\n" + one}});
  ASSERT_FALSE(law);
  expect_part(to_text(law.error()), "b.yaml:2: provision a is there twice; the first is at a.yaml:10");
}

TEST(LawYaml, Only_plain_yaml_is_read) {
  expect_part(law_says("agencies: &x\n  - { code: a, title: A }\n"), "a.yaml:1: an anchor");
  expect_part(law_says("agencies:\n  - *x\n"), "a.yaml:2:");
  expect_part(law_says("agencies:\n  - { <<: 1, code: a, title: A }\n"), "a.yaml:2: a merge key");
  expect_part(law_says("agencies:\n  - { code: a, title: A, code: b }\n"), "a.yaml:2: key \"code\" is there twice; the first is at line 2");
  expect_part(law_says("agencies: !!seq []\n"), "a.yaml:1: a tag");
  expect_part(law_says("agencies: []\n---\nroles: []\n"), "several documents");
  expect_part(law_says(""), "a.yaml:1: the file is empty");
  expect_part(law_says("agencies: [\n"), "not YAML");
  expect_part(law_says("- agencies\n"), "a law file is not a map");
  expect_part(law_says("? [a, b]\n: c\n"), "a key that is not a word");
}

TEST(LawYaml, Only_utf8_text_is_read) {
  expect_part(law_says("\xef\xbb\xbf" "agencies: []\n"), "a.yaml:1: bytes that are not plain UTF-8 text");
  expect_part(law_says("a: 1\nb: \xff\n"), "a.yaml:2: bytes that are not plain UTF-8 text");
  expect_part(law_says("a: 1\nb: \"x\\N\"\n"), "a.yaml:2: an escape that does not come to a character");
  expect_part(law_says("a: 1\nb: \xc0\xaf\n"), "a.yaml:2: bytes");
  expect_part(law_says(std::string("a\0:\0 \0", 6)), "a.yaml:1: bytes");
  expect_part(law_says("agencies:\n  - { code: a, title: \xd2\x9a\xd0\xb0\xd0\xb7\xd0\xb0\xd2\x9b }\n"), "accepted");
}

TEST(LawYaml, Everything_has_a_bound) {
  expect_part(law_says(std::string(most_yaml_bytes + 1, ' ')), "at most 1048576");
  expect_part(law_says("agencies: " + std::string(100, '[') + std::string(100, ']')), "nested too deeply");
  expect_part(law_says("agencies: " + std::string(500'000, '[')), "would be right");
  std::string many = "agencies:\n";
  for (int i = 0; i < 5000; ++i) many += "- 1\n";
  expect_part(law_says(many), "too many entries");
  std::string wrong = "agencies:\n";
  for (int i = 0; i < 4000; ++i) wrong += "- 1\n";
  const auto law = read_law({{"a.yaml", wrong}});
  ASSERT_FALSE(law);
  EXPECT_LE(law.error().size(), most_findings);
  expect_part(law_says("agencies:\n  - { code: a-code-that-is-longer-than-any-code-may-be, title: A }\n"), "a code of 1 to 31 letters");
  expect_part(law_says("agencies:\n  - { code: \xd0\xb0, title: A }\n"), "a code of 1 to 31 letters");
}

TEST(PostYaml, Findings_name_line_and_remedy) {
  expect_part(post_says("post: p\ntitle: P\nhost: A\nlayout: l\nstates:\n  - { code: A, name: A, utc_offset_min: soon }\nlayouts: []\n"), "p.yaml:6: utc_offset_min may not be \"soon\"\n  would be right: a whole number from -840 to 840");
  const std::string layout = "post: p\ntitle: P\nhost: A\nlayout: l\nstates: []\nlayouts:\n  - code: l\n    title: L\n    zones: []\n    stations: []\n";
  expect_part(post_says(layout + "    desks: []\n    steps:\n      - { does: [look exti], at: hut }\n"), "p.yaml:13: does may not have \"look exti\"");
  expect_part(post_says(layout + "    desks: []\n    steps:\n      - { does: [none], at: hut }\n"), "p.yaml:13: does may not have \"none\"");
  expect_part(post_says(layout + "    desks: []\n    steps:\n      - { does: [notice] }\n"), "p.yaml:13: a step lacks at");
  expect_part(post_says(layout + "    desks: []\n    needs: [joint_akt]\n    steps: []\n"), "did you mean \"joint_act\"?");
  EXPECT_EQ(post_says(layout + "    desks: []\n    steps:\n      - { does: [look exit, notice], at: { cart: hut } }\n"), "accepted");
}

TEST(PostYaml, A_desk_with_a_count_stands_for_so_many) {
  const auto post = read_post({"p.yaml", "post: p\ntitle: P\nhost: A\nlayout: l\nstates: []\nlayouts:\n  - code: l\n    title: L\n    zones: []\n    stations: []\n    steps: []\n    desks:\n      - { code: d, count: 3, station: s, zone: z, state: A, agency: g, role: r }\n      - { code: e, station: s, zone: z, state: A, agency: g, role: r }\n"});
  ASSERT_TRUE(post) << to_text(post.error());
  std::vector<std::string> codes;
  for (const auto& desk : post->layouts[0].desks) codes.push_back(desk.code.text());
  EXPECT_EQ(codes, (std::vector<std::string>{"d_1", "d_2", "d_3", "e"}));
}

/// Damaged files of every kind: the readers answer, with findings that have a line, or accept; they never crash.
TEST(LawYaml, Damaged_files_get_findings_and_never_a_crash) {
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  std::mt19937_64 random(seed);
  std::vector<NamedText> sources;
  for (const auto* path : {"/law/catalogue.yaml", "/law/model-agreement.yaml", "/posts/korday-akjol.yaml"}) sources.push_back(load_yaml(root + path)->front());
  static constexpr char marks[] = "{}[]:,-#&*!|>'\"%@`?\n\t \\\xff\x00";
  int refused = 0;
  constexpr int rounds = 400;
  for (int round = 0; round < rounds; ++round) {
    auto source = sources[random() % sources.size()];
    const int damages = 1 + static_cast<int>(random() % 4);
    for (int i = 0; i < damages; ++i) {
      const auto at = random() % source.text.size();
      switch (random() % 4) {
        case 0: source.text[at] = marks[random() % sizeof marks]; break;
        case 1: source.text.erase(at, 1 + random() % 20); break;
        case 2: source.text.insert(at, 1, marks[random() % sizeof marks]); break;
        default: source.text.insert(at, source.text.substr(random() % source.text.size(), random() % 40)); break;
      }
    }
    Findings findings;
    if (const auto law = read_law({source}); !law) findings = law.error();
    for (const auto& finding : findings) EXPECT_FALSE(finding.wrong.empty() || finding.right.empty());
    if (const auto post = read_post(source); !post) {
      ++refused;
      for (const auto& finding : post.error()) EXPECT_GE(finding.place.line, 1) << finding.wrong;
    }
  }
  EXPECT_GT(refused, rounds / 2);
}

}  // namespace
}  // namespace onestop::wire
