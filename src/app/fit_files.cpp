#include "app/fit_files.h"

#include <fstream>

#include "wire/json.h"

namespace onestop::app {
namespace {

Expected<void> write(const std::string& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text << "\n";
  out.close();
  if (!out) return fault("the file " + file + " cannot be written");
  return {};
}

}  // namespace

Expected<void> write_overlay(const std::string& file, const traffic::Parameters& like, const sim::Overlay& fitted) {
  auto parameters = like;
  static_cast<sim::Overlay&>(parameters) = fitted;
  return write(file, wire::to_json(parameters));
}

Expected<void> write_report(const std::string& file, const fit::Report& report) { return write(file, wire::to_json(report)); }
Expected<void> write_report(const std::string& file, const fit::BackTest& test) { return write(file, wire::to_json(test)); }
Expected<void> write_report(const std::string& file, const fit::DelayTest& test) { return write(file, wire::to_json(test)); }

}  // namespace onestop::app
