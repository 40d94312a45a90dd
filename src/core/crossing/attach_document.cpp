#include <algorithm>
#include <array>

#include "core/crossing/case.h"

namespace onestop::crossing {
namespace {

bool unfit_document(const AttachDocument& command) {
  constexpr std::array<std::string_view, 5> known{"application_pdf", "image_jpeg", "image_png", "application_xml", "text_plain"};
  if (std::find(known.begin(), known.end(), command.media_type.view()) == known.end() || command.kind.empty() || command.hash == Hash{}) return true;
  if (command.size_bytes == 0 || command.size_bytes > largest_document_bytes) return true;
  return command.title.empty() || command.title.size() > longest_title_bytes;
}

}  // namespace

Decision judge(Case& c, const AttachDocument& command) {
  if (auto no = c.powerless(law::Act::attach_evidence)) return *no;
  const auto* subject = c.view.subject(command.subject);
  if (!subject) return *c.refused(RefusalCode::not_here, true, command.subject);
  if (auto no = c.refused(RefusalCode::already_known, c.view.identity_taken(command.attachment), command.attachment)) return *no;
  if (auto no = c.refused(RefusalCode::document_unfit, unfit_document(command), command.subject)) return *no;
  std::size_t attached = 0;
  bool again = false;
  for (const auto& half : c.crossing.halves)
    for (const auto& one : half.documents) {
      ++attached;
      again = again || (one.subject == command.subject && one.hash == command.hash);
    }
  if (auto no = c.refused(RefusalCode::document_attached, again, command.subject)) return *no;
  if (auto no = c.refused(RefusalCode::documents_full, attached >= most_documents, command.subject)) return *no;
  DocumentAttached paper{c.by(), command.attachment, command.subject, command.kind, command.hash, command.media_type, command.size_bytes, {}, {}};
  if (subject->subject->kind == SubjectKind::person) paper.personal_title = {command.subject, command.title};
  else paper.title = command.title;
  return done(std::move(paper));
}

}  // namespace onestop::crossing
