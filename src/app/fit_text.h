#pragma once
// Reports of a fit as tables for a terminal.
#include <string>

#include "fit/back_test.h"
#include "fit/delays.h"

namespace onestop::app {

std::string to_text(const fit::Report& report);
std::string to_text(const fit::BackTest& test);
std::string to_text(const fit::DelayTest& test);

}  // namespace onestop::app
