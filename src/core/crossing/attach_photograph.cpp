#include "core/crossing/case.h"

namespace onestop::crossing {
namespace {

bool unfit_picture(const AttachPhotograph& command) {
  const bool known = command.media_type == Code("image_jpeg") || command.media_type == Code("image_png") || command.media_type == Code("image_webp");
  if (!known || command.hash == Hash{}) return true;
  if (command.size_bytes == 0 || command.size_bytes > largest_photograph_bytes) return true;
  return command.caption && command.caption->size() > longest_caption_bytes;
}

}  // namespace

Decision judge(Case& c, const AttachPhotograph& command) {
  if (auto no = c.powerless(law::Act::attach_evidence)) return *no;
  if (auto no = c.refused(RefusalCode::not_here, !c.view.subject(command.subject), command.subject)) return *no;
  if (auto no = c.refused(RefusalCode::already_known, c.view.identity_taken(command.photograph), command.photograph)) return *no;
  if (auto no = c.refused(RefusalCode::photograph_unfit, unfit_picture(command), command.subject)) return *no;
  if (command.inspection) {
    const auto* inspection = c.view.inspection(*command.inspection);
    if (!inspection) return *c.refused(RefusalCode::no_such_inspection, true, *command.inspection);
    if (auto no = c.refused(RefusalCode::photograph_elsewhere, inspection->consignment != command.subject, command.subject)) return *no;
  }
  std::size_t attached = 0;
  bool again = false;
  for (const auto& half : c.crossing.halves)
    for (const auto& one : half.photographs) {
      ++attached;
      again = again || (one.subject == command.subject && one.hash == command.hash);
    }
  if (auto no = c.refused(RefusalCode::photographed_already, again, command.subject)) return *no;
  if (auto no = c.refused(RefusalCode::photographs_full, attached >= most_photographs, command.subject)) return *no;
  PhotographAttached taken{c.by(), command.photograph, command.subject, command.inspection, command.hash, command.media_type, command.size_bytes, {}};
  if (command.caption) taken.caption = *command.caption;
  return done(std::move(taken));
}

}  // namespace onestop::crossing
