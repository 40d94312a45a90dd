#pragma once
// Takes out of an answer what whoever asked may not see, before the answer becomes JSON. The one place where rights meet views.
#include <map>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include "core/right/right.h"
#include "server/messages.h"
#include "server/law_messages.h"
#include "server/right/shown.h"
#include "wire/json_types.h"

namespace onestop::server {

/// The row of a value in the table of what is shown, where it depends on the value.
template <class T>
std::string row_name(const T&) { return std::string(wire::short_name<T>()); }
inline std::string row_name(const SubjectView& shown) { return "SubjectView:" + std::string(wire::enum_text(shown.kind)); }

inline std::string row_name(const CorrectionView& shown) { return "CorrectionView:" + std::string(wire::enum_text(shown.field)); }

/// Whose officer wrote what the value tells; empty where that is nobody's alone.
template <class T>
Code author_of(const T& shown) {
  if constexpr (std::is_same_v<T, HoldView> || std::is_same_v<T, EntryView> || std::is_same_v<T, InspectionView> || std::is_same_v<T, RequestView> ||
                std::is_same_v<T, OffenceView> || std::is_same_v<T, ControlView> || std::is_same_v<T, CallView> || std::is_same_v<T, PhotographView> || std::is_same_v<T, DocumentView> || std::is_same_v<T, CorrectionView> ||
                std::is_same_v<T, ExplainedRefusal> || requires { shown.editions; })
    return shown.state;
  else return {};
}

class Mask {
 public:
  Mask(const right::Rights& rights, right::Asker asker, Instant now) : rights_(&rights), asker_(std::move(asker)), now_(now) {}

  /// What the values that follow belong to.
  void about(right::About about);
  const right::About& about() const { return about_; }
  const right::Asker& asker() const { return asker_; }
  void say_purpose(const Code& purpose);
  /// Nothing personal is shown by this one, whatever the purpose: its answer is given without a line in the log.
  void without_personal() { no_personal_ = true; }

  const right::Verdict& see(right::Field field, const Code& author = {});
  bool shows(std::string_view field, const Code& author = {}) { return see(*right::field_named(field), author).yes(); }
  /// Notes that a personal field is shown here; for what is no member of an answer.
  void show_in(right::Field field, const Code& author = {}) { show(field, see(field, author)); }

  /// Empties what may not be seen, and everything inside. `place` is where the value stands in the answer.
  template <class T>
  void apply(T& value, const std::string& place = {}) {
    if constexpr (wire::IsStruct<T>) members(value, place);
    else if constexpr (wire::is_optional<T>) {
      if (value) apply(*value, place);
    } else if constexpr (wire::is_vector<T>) {
      for (std::size_t i = 0; i < value.size(); ++i) apply(value[i], place + "/" + std::to_string(i));
    }
  }
  /// The whole of an answer; says in it what was taken out, where it has a place for that.
  template <class T>
  T masked(T answer) {
    apply(answer);
    if constexpr (requires { answer.masked; }) answer.masked = std::move(places_);
    return answer;
  }
  void note(const std::string& place, right::Field field, const right::Verdict& verdict);
  std::vector<MaskedPlace> take_places() { return std::move(places_); }
  /// Personal fields that were shown, and the provision of the first.
  std::vector<Code> personal() const;
  const Code& basis() const { return basis_; }

 private:
  template <class T>
  void members(T& value, const std::string& place) {
    const auto name = row_name(value);
    const auto* row = shown_row(name);
    const auto outside = author_;
    if (auto author = author_of(value); !author.empty()) author_ = author;
    boost::mp11::mp_for_each<wire::Members<T>>([&](auto member) {
      const auto called = wire::wire_name(member.name);
      if (called == "masked") return;
      member_of(value.*member.pointer, row ? row->of(called) : Shown{}, place + "/" + std::string(called));
    });
    author_ = outside;
  }

  template <class V>
  void member_of(V& value, const Shown& shown, const std::string& place) {
    if (shown.how == Shown::How::unnamed) {
      value = V{};
      return;
    }
    if (shown.how == Shown::How::field) {
      if constexpr (wire::is_vector<V>) {
        if (each_by_its_author(value, shown.field)) return descend(value, shown, place);
      }
      const auto verdict = see(shown.field, author_);
      if (!verdict.yes()) {
        value = V{};
        note(place, shown.field, verdict);
        return;
      }
      if (!(is_blank(value))) show(shown.field, verdict);
    }
    descend(value, shown, place);
  }

  template <class V>
  void descend(V& value, const Shown& shown, const std::string& place) {
    if (!shown.whole) apply(value, place);
  }

  /// A list whose items have authors of their own is shown item by item; what may not be seen is not counted either.
  template <class V>
  bool each_by_its_author(V& list, right::Field field) {
    using Item = typename V::value_type;
    if constexpr (wire::IsStruct<Item>) {
      if (list.empty() || author_of(list.front()).empty()) return false;
      std::erase_if(list, [&](const Item& item) { return !see(field, author_of(item)).yes(); });
      return true;
    }
    return false;
  }

  template <class V>
  static bool is_blank(const V& value) {
    if constexpr (wire::is_optional<V>) return !value || is_blank(*value);
    else if constexpr (requires { value.empty(); }) return value.empty();
    else return false;
  }

  void show(right::Field field, const right::Verdict& verdict);

  const right::Rights* rights_;
  right::Asker asker_;
  Instant now_;
  right::About about_;
  Code author_;  // of what is looked at
  bool no_personal_ = false;
  std::map<std::pair<right::Field, Code>, right::Verdict> known_;
  std::vector<MaskedPlace> places_;
  std::set<right::Field> shown_;
  Code basis_;
};

}  // namespace onestop::server
