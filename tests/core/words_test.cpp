// No state, agency, layout or post is named in a branch of the code: with every word renamed the logs are the same but
// for the words, and a sixth agency and a third layout run from data alone.
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>

#include "kit/random_day.h"
#include "kit/words.h"

namespace onestop::testkit {
namespace {

using namespace crossing;

constexpr std::uint64_t seed = 20060701;

using Renaming = std::map<std::string, std::string>;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-'; }

void collect(const std::string& text, const std::regex& pattern, std::set<std::string>& out) {
  for (auto at = std::sregex_iterator(text.begin(), text.end(), pattern); at != std::sregex_iterator(); ++at) out.insert((*at)[1]);
}

/// Every word that the files declare: states, agencies, roles, classes, zones and their kinds, facts, controls, layouts,
/// stations, desks, lanes, devices, instruments, provisions and the post itself.
std::set<std::string> declared(const Sources& sources) {
  static const std::regex code(R"re(\b(?:code|id|kind_of|post):\s*([A-Za-z0-9_-]+))re");
  std::set<std::string> words;
  for (const auto& file : sources.law) collect(file.text, code, words);
  collect(sources.post.text, code, words);
  return words;
}

std::string random_word(Chance& chance, std::size_t number) {
  std::string word;
  for (std::size_t i = 2 + chance.below(4); i > 0; --i) {
    word += "bdfgklmprtvz"[chance.below(12)];
    word += "aeiou"[chance.below(5)];
  }
  return word + std::to_string(number);
}

std::string renamed(const std::string& text, const Renaming& names) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_word(text[i])) {
      out += text[i++];
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_word(text[end])) ++end;
    const auto word = text.substr(i, end - i);
    const auto at = names.find(word);
    const bool source = out.ends_with("source: ");  // there a word of the format, not of the file
    out += at == names.end() || source ? word : at->second;
    i = end;
  }
  return out;
}

std::vector<std::string> lines_of_day(const World& world, const Dictionary& dictionary, Tally& tally) {
  std::vector<std::string> lines;
  Settings settings{.seed = seed, .commands = 20'000, .with_log_hash = false};
  settings.finished = [&](const Crossing& crossing, const law::Procedure&, const Log& log) {
    for (const auto& one : log) lines.push_back(to_text(crossing.id) + " " + to_text(one.recorder) + " " + to_text(one.at) + " " + line_of(one.event, dictionary));
  };
  settings.asked = [&](const Command& command, const Refusal* no, const law::Procedure&) {
    if (no) lines.push_back("refused " + name_of(command) + " " + std::string(entry(no->code).name) + " " + dictionary.code(no->provision) + " " + dictionary.code(no->control));
  };
  tally = random_day(world, settings);
  return lines;
}

TEST(Words, RenamingEverythingToRandomWordsGivesTheSameLogUpToTheRenaming) {
  const auto sources = model_sources();
  Chance chance(seed);
  Renaming names;
  std::set<std::string> words = declared(sources);
  for (const auto& state : World::model().post().states)
    for (const auto& layout : World::model().post().layouts)
      for (const auto& desk : layout.desks) words.insert({desk.code.text(), state.code.text()});
  for (const auto& word : words) names[word] = random_word(chance, names.size());
  Sources other = sources;
  for (auto& file : other.law) file.text = renamed(file.text, names);
  other.post.text = renamed(other.post.text, names);
  std::string why;
  const auto world = World::of(other, &why);
  ASSERT_TRUE(world) << why;
  for (const auto& state : world->post().states) EXPECT_FALSE(words.contains(state.code.text()));
  // Desks of an entry for several states, or with a count, bear the state's word and a number.
  for (std::size_t i = 0; i < world->post().layouts.size(); ++i) {
    const auto& original = World::model().post().layouts[i].desks;
    const auto& copy = world->post().layouts[i].desks;
    ASSERT_EQ(original.size(), copy.size());
    for (std::size_t j = 0; j < copy.size(); ++j) names[original[j].code.text()] = copy[j].code.text();
  }

  Dictionary translate, plain;
  translate.digests = plain.digests = false;
  translate.code = [&](const Code& code) {
    const auto at = names.find(code.text());
    return at == names.end() ? code.text() : at->second;
  };
  Tally first, second;
  const auto original = lines_of_day(World::model(), translate, first), copy = lines_of_day(*world, plain, second);
  ASSERT_EQ(first.defect, "");
  ASSERT_EQ(second.defect, "");
  ASSERT_EQ(original.size(), copy.size());
  for (std::size_t i = 0; i < original.size(); ++i) ASSERT_EQ(original[i], copy[i]) << "line " << i << ", seed " << seed;
  EXPECT_GT(first.accepted, 5000u);
  std::printf("seed %llu: %zu words renamed, %zu lines of log equal\n", static_cast<unsigned long long>(seed), names.size(), original.size());
}

// --- more agencies and layouts, from data alone --------------------------------------------------------------------------

const char* const wildlife_law = R"yaml(
agencies:
  - { code: nature, title: Protection of nature }
facts:
  - { code: wild, of: consignment, source: arrival, title: Wild animals and plants }
controls:
  - { code: wildlife, agency: nature, of: consignment, sides: [exit, entry], activity: D, title: Control of protected species }
provisions:
  - { id: kz-wildlife, instrument: kz_border_law, article: "20(1)", text: "Protected species are controlled.", control: wildlife, classes: [truck], layouts: [third], when: { wild: true }, depth: physical, effect: perform }
  - { id: kz-wildlife-others, instrument: kz_border_law, article: "20(2)", text: "Others are not.", control: wildlife, effect: waive }
  - { id: kg-wildlife, instrument: kg_border_law, article: "20(1)", text: "Protected species are controlled.", control: wildlife, classes: [truck], layouts: [third], when: { wild: true }, depth: physical, effect: perform }
  - { id: kg-wildlife-others, instrument: kg_border_law, article: "20(2)", text: "Others are not.", control: wildlife, effect: waive }
  - { id: agr-shared-gate, instrument: model_agreement, article: "21(1)", text: "Measured once.", control: gate, side: entry, layouts: [third], effect: recognise }
  - { id: agr-shared-export, instrument: model_agreement, article: "21(2)", text: "Inspected once.", control: goods_inspection, side: exit, layouts: [third], when: { alarm: false, inspection_ordered: false }, effect: abolish }
  - { id: agr-shared-joint, instrument: model_agreement, article: "21(3)", text: "And together.", control: goods_inspection, side: entry, layouts: [third], classes: [truck], when: { transit: false }, depth: physical, effect: joint }
)yaml";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

Sources with_sixth_agency_and_third_layout() {
  auto sources = model_sources();
  sources.law.push_back({"law/wildlife.yaml", wildlife_law});
  auto& post = sources.post.text;
  const auto from = post.find("  - code: two_stop"), to = post.find("  - code: double");
  EXPECT_TRUE(from != std::string::npos && to != std::string::npos && from < to);
  auto shared = post.substr(from, to - from);
  shared = replaced(shared, "  - code: two_stop", "  - code: third");
  shared = replaced(shared, "    stations:\n", "    stations:\n      - { code: nature, title: Protection of nature }\n");
  shared = replaced(shared, "    desks:\n",
                    "    desks:\n"
                    "      - { code: kz_nature, count: 2, station: nature, zone: kz_site, state: KZ, agency: nature, role: officer }\n"
                    "      - { code: kg_nature, count: 2, station: nature, zone: kg_site, state: KG, agency: nature, role: officer }\n");
  shared = replaced(shared, "      - { does: [notice]", "      - { does: [wildlife exit], at: { truck: nature } }\n      - { does: [notice]");
  shared = replaced(shared, "      - { does: [release]", "      - { does: [wildlife entry], at: { truck: nature } }\n      - { does: [release]");
  post += "\n" + shared;
  return sources;
}

TEST(Words, ASixthAgencyAndAThirdLayoutRunFromDataAlone) {
  std::string why;
  const auto world = World::of(with_sixth_agency_and_third_layout(), &why);
  ASSERT_TRUE(world) << why;
  ASSERT_EQ(world->layout_count(), 6u);
  std::map<std::string, std::uint64_t> by_nature, departed;
  Settings settings{.seed = seed, .commands = 150'000};
  settings.finished = [&](const Crossing&, const law::Procedure& procedure, const Log& log) {
    for (const auto& one : log) {
      if (const auto* closed = std::get_if<ControlClosed>(&one.event); closed && closed->control == Code("wildlife"))
        ++by_nature[closed->by.agency.text() + " of " + (closed->by.state == procedure.states[0] ? "exit" : "entry") + " in " + procedure.layout.text()];
      if (std::holds_alternative<VehicleDeparted>(one.event)) ++departed[procedure.layout.text()];
    }
  };
  const auto tally = random_day(*world, settings);
  EXPECT_EQ(tally.defect, "");
  EXPECT_GT(by_nature["nature of exit in third"], 5u);
  EXPECT_GT(by_nature["nature of entry in third"], 5u);
  EXPECT_EQ(by_nature.size(), 2u);
  EXPECT_GT(departed["third"], 50u);
  EXPECT_GT(departed["combined"], 50u);
  std::printf("seed %llu: %llu wildlife controls, %llu departures from the third layout\n", static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(by_nature["nature of exit in third"] + by_nature["nature of entry in third"]), static_cast<unsigned long long>(departed["third"]));
}

TEST(Words, LawChangesAtMidnightOfItsOwnState) {
  // Almaty's clock stands at midnight an hour before Bishkek's: on that day the law of one state is new and of the other old.
  auto sources = model_sources();
  for (auto& file : sources.law)
    for (const std::string prefix : {"kz", "kg"}) {
      if (file.name.find("national-" + prefix) == std::string::npos) continue;
      file.text += "\n  - id: " + prefix + "-new-passport\n    instrument: " + prefix +
                   "_border_law\n    article: \"4a\"\n    text: From this day on by documents only.\n    from: 2010-03-10\n    control: passport\n    depth: documents\n    effect: perform\n";
    }
  const auto law = wire::read_law(sources.law);
  const auto post = wire::read_post(sources.post);
  ASSERT_TRUE(law && post);
  const auto depth = [&](const char* at, std::size_t from, law::Side side) {
    const auto compiled = law::compile(*law, *post, "combined", *parse_instant(at));
    EXPECT_TRUE(compiled);
    const auto& procedure = compiled->procedures[from];
    const auto facts = law::Procedure::kind_bit(law::SubjectKind::person) | procedure.class_bit("car");
    return law::governing(procedure, procedure.slot_of("passport", side), facts)->depth;
  };
  // 2010-03-09T18:30Z is 23:30 at UTC+5 and 00:30 at UTC+6.
  for (const std::size_t from : {std::size_t{0}, std::size_t{1}}) {
    const auto ahead = World::model().post().states[from].utc_offset_min == 360 ? law::Side::exit : law::Side::entry;
    const auto behind = ahead == law::Side::exit ? law::Side::entry : law::Side::exit;
    EXPECT_EQ(depth("2010-03-09T18:30:00Z", from, ahead), law::Depth::documents);
    EXPECT_EQ(depth("2010-03-09T18:30:00Z", from, behind), law::Depth::physical);
    EXPECT_EQ(depth("2010-03-09T19:00:00Z", from, behind), law::Depth::documents);
    EXPECT_EQ(depth("2010-03-09T17:59:59Z", from, ahead), law::Depth::physical);
  }
}

}  // namespace
}  // namespace onestop::testkit
