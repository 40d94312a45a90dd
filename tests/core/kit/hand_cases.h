#pragma once
// Cases written by hand, one a line, as a legal department writes them: all *.matrix files of a folder.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace onestop::testkit {

template <class Case>
struct HandCases {
  std::vector<Case> cases;
  std::vector<std::string> unreadable;  // where, and what is wrong
};

inline std::string trimmed(const std::string& text) {
  const auto from = text.find_first_not_of(" \t\r");
  return from == std::string::npos ? std::string() : text.substr(from, text.find_last_not_of(" \t\r") - from + 1);
}

/// In the order of the files' names. `read(line, one)` fills one case and answers what is wrong with the line, or nothing; empty
/// lines and those that begin with # are left out.
template <class Case, class Read>
HandCases<Case> read_hand_cases(const std::string& folder, Read read) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".matrix") paths.push_back(entry.path());
  std::ranges::sort(paths);
  HandCases<Case> all;
  for (const auto& path : paths) {
    std::ifstream in(path);
    int number = 0;
    for (std::string line; std::getline(in, line);) {
      ++number;
      line = trimmed(line);
      if (line.empty() || line.front() == '#') continue;
      Case one;
      one.where = path.filename().string() + ":" + std::to_string(number);
      if (const std::string wrong = read(line, one); wrong.empty()) all.cases.push_back(std::move(one));
      else all.unreadable.push_back(one.where + ": " + wrong);
    }
  }
  return all;
}

}  // namespace onestop::testkit
