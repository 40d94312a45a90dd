#pragma once
// A message that uses every kind of member, and random ones of it.
#include <random>

#include "wire/json.h"
#include "wire/json_schema.h"

namespace onestop::wire::model {

enum class Scope { vehicle, person, import_ };
BOOST_DESCRIBE_ENUM(Scope, vehicle, person, import_)

struct Named {
  Id id;
  Code agency;
};
BOOST_DESCRIBE_STRUCT(Named, (), (id, agency))

struct Item {
  std::string goods;
  std::uint32_t gross_kg = 0;
  bool operator==(const Item&) const = default;
};
BOOST_DESCRIBE_STRUCT(Item, (), (goods, gross_kg))

struct Hold : Named {
  std::string reason;
  Scope scope = Scope::vehicle;
  std::optional<Scope> other_scope;
  std::optional<Instant> until;
  std::vector<Item> items;
  std::map<std::string, std::int64_t> notes;
  Private<std::string> remark;
  Personal<std::string> holder;
  std::optional<Item> main_item;
  bool urgent = false;
  std::int8_t tiny = 0;
  std::uint8_t small = 0;
  std::int64_t large = 0;
  std::uint64_t natural = 0;
};
BOOST_DESCRIBE_STRUCT(Hold, (Named), (reason, scope, other_scope, until, items, notes, remark, holder, main_item, urgent, tiny, small, large, natural))

struct Seal {
  Hash hash{};
  Signature signature{};
  Bytes blob;
  Day day;
  std::vector<std::optional<int>> gaps;
  std::vector<Named> named;
  bool delete_ = false;
};
BOOST_DESCRIBE_STRUCT(Seal, (), (hash, signature, blob, day, gaps, named, delete_))

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

using Message = std::variant<Hold, Seal, Nothing>;

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t n) { return engine_() % n; }
  std::uint64_t word() { return engine_(); }
  bool coin() { return below(2) == 0; }
  std::string text() {
    static const char* parts[] = {"a", "\"", "\\", "\n", "я", "қ", "\x01", "\xf0\x9f\x9a\x9b", "/", "~", "\x7f", "</script>", " ", "0"};
    std::string out;
    for (auto n = below(12); n > 0; --n) out += parts[below(std::size(parts))];
    return out;
  }
  Message message() {
    switch (below(5)) {
      case 0: return Nothing{};
      case 1:
      case 2: return seal();
      default: return hold();
    }
  }

 private:
  Named named() { return {{word(), word()}, coin() ? Code("customs-1.a") : Code()}; }
  Item item() { return {text(), static_cast<std::uint32_t>(word())}; }
  Instant instant() { return {static_cast<std::int64_t>(below(4'000'000'000'000))}; }
  Hold hold() {
    Hold out;
    static_cast<Named&>(out) = named();
    out.reason = "r" + text();
    out.scope = static_cast<Scope>(below(3));
    if (coin()) out.other_scope = static_cast<Scope>(below(3));
    if (coin()) out.until = instant();
    for (auto n = below(3); n > 0; --n) out.items.push_back(item());
    for (auto n = below(3); n > 0; --n) out.notes[text()] = static_cast<std::int64_t>(word());
    if (coin()) out.remark = Private<std::string>(text());
    out.holder = coin() ? Personal<std::string>(named().id, text()) : Personal<std::string>(named().id, std::optional<std::string>());
    if (coin()) out.main_item = item();
    out.urgent = coin();
    out.tiny = static_cast<std::int8_t>(word());
    out.small = static_cast<std::uint8_t>(word());
    out.large = coin() ? std::numeric_limits<std::int64_t>::min() : static_cast<std::int64_t>(word());
    out.natural = coin() ? std::numeric_limits<std::uint64_t>::max() : word();
    return out;
  }
  Seal seal() {
    Seal out;
    for (auto& byte : out.hash) byte = static_cast<unsigned char>(word());
    for (auto& byte : out.signature) byte = static_cast<unsigned char>(word());
    for (auto n = below(40); n > 0; --n) out.blob.push_back(static_cast<unsigned char>(word()));
    out.day = day_of(instant(), 0);
    for (auto n = below(3); n > 0; --n) out.gaps.push_back(coin() ? std::optional<int>(static_cast<int>(word())) : std::nullopt);
    for (auto n = below(3); n > 0; --n) out.named.push_back(named());
    out.delete_ = coin();
    return out;
  }
  std::mt19937_64 engine_;
};

}  // namespace onestop::wire::model

template <>
struct onestop::wire::Rules<&onestop::wire::model::Hold::reason> {
  static constexpr FieldRules value{.min_length = 1, .max_length = 120, .doc = "Why it is held"};
};
template <>
struct onestop::wire::Rules<&onestop::wire::model::Hold::tiny> {
  static constexpr FieldRules value{.min = -128, .max = 127};
};
template <>
struct onestop::wire::Rules<&onestop::wire::model::Hold::items> {
  static constexpr FieldRules value{.max_items = 2};
};
