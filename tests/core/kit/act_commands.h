#pragma once
// Every act as a command, for tests that ask who may do what.
#include "core/crossing/commands.h"

namespace onestop::testkit {

/// A command that needs the act. What else it is about is left out, but for the subject (vehicle, person or goods): some
/// judges look at that before the power. Acts of the post beside its crossings have none.
std::optional<crossing::Command> command_for(law::Act act, const Id& subject);

}  // namespace onestop::testkit
