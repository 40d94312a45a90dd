// Reads the names of files, one a line, and prints a line of JSON for each: the format, whether our own structural check
// found errors, the first of them, and whether what was read and written back reads the same. The other judge is xmllint.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "lodging/formats.h"
#include "wire/json_reader.h"

using namespace onestop;
using namespace onestop::lodging;

namespace {

std::string own_text(const Lodgement& lodgement) { return send(lodgement, Format::lodgement_json).text; }

void judge(const std::string& path, const std::string& into) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  const auto received = receive(bytes.str());
  std::size_t errors = 0;
  const Finding* first = nullptr;
  for (const auto& one : received.findings) {
    errors += one.weight == Weight::error;
    if (!first) first = &one;
  }
  bool kept = false;
  std::size_t written_wrong = 0;
  if (received.lodgement && received.format) {
    const auto sent = send(*received.lodgement, *received.format);
    const auto again = receive(sent.text, received.format);
    kept = again.lodgement && own_text(*again.lodgement) == own_text(*received.lodgement);
    written_wrong = sent.findings.size();
    if (!into.empty()) std::ofstream(into + "/" + path.substr(path.find_last_of('/') + 1), std::ios::binary) << sent.text;
  }
  std::string out = "{\"file\":";
  wire::write_text(out, path);
  out += ",\"format\":";
  wire::write_text(out, received.format ? name_of(*received.format) : "");
  out += ",\"read\":" + std::string(received.lodgement ? "true" : "false") + ",\"errors\":" + std::to_string(errors) + ",\"findings\":" + std::to_string(received.findings.size()) + ",\"unmapped\":" + std::to_string(received.unmapped_count) + ",\"kept\":" + (kept ? "true" : "false") + ",\"written_wrong\":" + std::to_string(written_wrong) + ",\"code\":";
  wire::write_text(out, first ? first->code : "");
  out += ",\"place\":";
  wire::write_text(out, first ? first->place : "");
  out += ",\"line\":" + std::to_string(first ? first->line : 0) + "}\n";
  std::fputs(out.c_str(), stdout);
}

}  // namespace

int main(int argc, char** argv) {
  for (std::string path; std::getline(std::cin, path);) judge(path, argc > 1 ? argv[1] : "");
}
