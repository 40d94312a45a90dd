#pragma once
// What a fit leaves behind: an overlay that `onestop sim run` and the demonstration read, and reports as JSON.
#include "app/traffic/parameters.h"
#include "fit/back_test.h"
#include "fit/delays.h"

namespace onestop::app {

/// With the names and words of the overlay that it is like.
Expected<void> write_overlay(const std::string& file, const traffic::Parameters& like, const sim::Overlay& fitted);
Expected<void> write_report(const std::string& file, const fit::Report& report);
Expected<void> write_report(const std::string& file, const fit::BackTest& test);
Expected<void> write_report(const std::string& file, const fit::DelayTest& test);

}  // namespace onestop::app
