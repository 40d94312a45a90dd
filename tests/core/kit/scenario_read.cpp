#include <algorithm>
#include <fstream>

#include "kit/scenario.h"

namespace onestop::testkit {
namespace {

namespace fs = std::filesystem;

/// Words of a line; quotes hold a word together, from '#' on it is a remark.
std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false, any = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
      any = true;
    } else if (!quoted && (c == ' ' || c == '\t')) {
      if (any) words.push_back(word);
      word.clear();
      any = false;
    } else if (!quoted && c == '#' && !any) {
      break;
    } else {
      word += c;
      any = true;
    }
  }
  if (any) words.push_back(word);
  return words;
}

Arguments arguments(const std::vector<std::string>& words, std::size_t from) {
  Arguments out;
  for (std::size_t i = from; i < words.size(); ++i) {
    const auto equals = words[i].find('=');
    if (equals == std::string::npos) out.emplace_back(words[i], "");
    else out.emplace_back(words[i].substr(0, equals), words[i].substr(equals + 1));
  }
  return out;
}

std::vector<std::string> list(const std::string& text) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == ',') out.emplace_back();
    else out.back() += c;
  }
  return out;
}

class Reader {
 public:
  Reader(Scenario& scenario, std::vector<std::string>& errors) : scenario_(scenario), errors_(errors) {}

  void read(const fs::path& path, bool given) {
    std::ifstream in(path);
    if (!in) return wrong({path.string(), 0}, "there is no such file");
    std::string line;
    Where where{fs::relative(path, ONESTOP_SOURCE_DIR).string(), 0};
    while (std::getline(in, line)) {
      ++where.line;
      if (where.line == 1 && !given) {
        if (line.rfind("# ", 0) != 0) wrong(where, "the first line is the question: \"# ...\"");
        scenario_.question = line.substr(std::min<std::size_t>(2, line.size()));
        continue;
      }
      read_line(where, line, path);
    }
  }

 private:
  void wrong(const Where& where, const std::string& what) {
    errors_.push_back(where.file + ":" + std::to_string(where.line) + ": " + what);
  }

  void read_line(const Where& where, const std::string& line, const fs::path& path) {
    const auto words = split(line);
    if (words.empty()) return;
    if (words[0] == "post") return read_header(where, words);
    if (words[0] == "given" && words.size() == 2) return read(scenario_folder() / "given" / (words[1] + ".steps"), true);
    if (words[0] == "at") return read_step(where, words);
    if (words[0] == "without" && words.size() == 2) {
      scenario_.without.emplace_back(words[1]);
      return;
    }
    if (words[0] == "hours" && words.size() == 2) {
      scenario_.hours = words[1];
      return;
    }
    if (words[0] == "contact" && words.size() == 2 && words[1] == "lost") {
      Step step;
      step.where = where;
      step.loses_contact = true;
      scenario_.steps.push_back(std::move(step));
      return;
    }
    if (words[0] == "state") {
      Step step;
      step.where = where;
      step.asserts_state = true;
      step.arguments = arguments(words, 1);
      scenario_.steps.push_back(std::move(step));
      return;
    }
    if (scenario_.steps.empty() || scenario_.steps.back().asserts_state || scenario_.steps.back().loses_contact) return wrong(where, "no command stands before this line");
    auto& step = scenario_.steps.back();
    if (words[0] == "with" && words.size() >= 3) {
      Aboard aboard{words[1], words[2], {}, {}};
      for (std::size_t i = 3; i < words.size(); ++i) {
        if (words[i].find('=') == std::string::npos) aboard.words.push_back(words[i]);
        else aboard.arguments.push_back(arguments({words[i]}, 0).front());
      }
      step.aboard.push_back(std::move(aboard));
    } else if (words[0] == "->" && words.size() >= 2) {
      step.events.push_back({where, words[1], arguments(words, 2)});
    } else if (words[0] == "refused" && words.size() >= 2) {
      step.refusal = words[1];
      const auto open = line.find('('), close = line.rfind(')');
      if (open == std::string::npos || close == std::string::npos) return wrong(where, "a refusal names its provision: (instrument, art. N)");
      step.citation = line.substr(open + 1, close - open - 1);
    } else {
      wrong(where, "cannot be read: " + line + " (in " + path.filename().string() + ")");
    }
  }

  void read_header(const Where& where, const std::vector<std::string>& words) {
    const bool dated = words.size() == 8 && words[6] == "day";
    if ((words.size() != 6 && !dated) || words[2] != "layout" || words[4] != "direction" || !fs::exists(fs::path(ONESTOP_SOURCE_DIR) / "posts" / (words[1] + ".yaml")))
      return wrong(where, "the header is: post korday-akjol layout NAME direction KZ-KG (or: both), and day 2016-01-11 where it matters");
    scenario_.post = words[1];
    scenario_.layouts = list(words[3]);
    if (dated) {
      const auto day = parse_instant(words[7] + "T00:00:00Z");
      if (!day) return wrong(where, "no day reads " + words[7]);
      scenario_.day = *day;
    }
    if (words[5] == "both") scenario_.directions = {{"KZ", "KG"}, {"KG", "KZ"}};
    else
      for (const auto& one : list(words[5])) {
        if (one.size() != 5) return wrong(where, "direction is KZ-KG, KG-KZ or both");
        scenario_.directions.emplace_back(one.substr(0, 2), one.substr(3, 2));
      }
  }

  void read_step(const Where& where, const std::vector<std::string>& words) {
    Step step;
    step.where = where;
    std::size_t i = 1;
    if (i + 2 < words.size() && words[i] == "next" && words[i + 1] == "day") {
      step.time = "next day ";
      i += 2;
    }
    if (i + 3 > words.size()) return wrong(where, "a step is: at TIME STATE DESK [as NAME] COMMAND name=value ...");
    step.time += words[i++];
    step.state = words[i++];
    step.desk = words[i++];
    if (i + 1 < words.size() && words[i] == "as") {
      step.person = words[i + 1];
      i += 2;
    }
    if (i >= words.size()) return wrong(where, "the command is missing");
    step.command = words[i++];
    step.arguments = arguments(words, i);
    scenario_.steps.push_back(std::move(step));
  }

  Scenario& scenario_;
  std::vector<std::string>& errors_;
};

}  // namespace

fs::path scenario_folder() { return fs::path(ONESTOP_SOURCE_DIR) / "tests" / "scenarios"; }

std::vector<Scenario> read_scenarios(std::vector<std::string>& errors) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(scenario_folder()))
    if (entry.path().extension() == ".scenario") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<Scenario> scenarios;
  for (const auto& path : paths) {
    auto& scenario = scenarios.emplace_back();
    scenario.name = fs::relative(path, scenario_folder()).replace_extension().string();
    Reader(scenario, errors).read(path, false);
    if (scenario.layouts.empty() || scenario.directions.empty()) errors.push_back(path.string() + ": has no header");
    if (scenario.steps.empty()) errors.push_back(path.string() + ": has no steps");
  }
  return scenarios;
}

std::set<std::string> refusals_shown(const std::vector<Scenario>& scenarios) {
  std::set<std::string> shown;
  for (const auto& scenario : scenarios)
    for (const auto& step : scenario.steps)
      if (!step.refusal.empty()) shown.insert(step.refusal);
  return shown;
}

}  // namespace onestop::testkit
