#include "core/crossing/case.h"

namespace onestop::crossing {

// Whose nationals an officer may detain, and where, is a matter of the powers that the law lists.
Decision judge(Case& c, const DetainPerson& command) {
  const auto* subject = c.view.subject(command.subject);
  const bool person = subject && subject->subject->kind == SubjectKind::person;
  if (auto no = c.powerless(law::Act::detain, person ? subject->subject : nullptr)) return *no;
  if (auto no = c.unreachable(command.subject, {SubjectKind::person})) return *no;
  if (auto no = c.unfounded(command.offence, command.subject)) return *no;
  return done(PersonDetained{c.by(), command.subject, command.offence});
}

}  // namespace onestop::crossing
