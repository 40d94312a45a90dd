// The hash of a procedure: canonical bytes of everything in it, texts included.
#include "base/bytes.h"
#include "core/law/draft.h"

namespace onestop::law {
namespace {

class Canon {
 public:
  void put(const Code& code) { out_.text(code.view()); }
  void put(const std::string& text) { out_.text(text); }
  void put(const std::vector<Code>& codes) {
    count(codes);
    for (const auto& code : codes) put(code);
  }
  template <class T>
  void count(const std::vector<T>& all) {
    out_.u32(static_cast<std::uint32_t>(all.size()));
  }
  template <class E>
  void kind(E value) {
    out_.u8(static_cast<std::uint8_t>(value));
  }
  void put(const FactBit& fact) {
    put(fact.code);
    kind(fact.of);
    kind(fact.source);
    out_.u64(fact.bits[0]);
    out_.u64(fact.bits[1]);
  }
  void put(const Slot& slot) {
    put(slot.control);
    put(slot.agency);
    put(slot.activity);
    kind(slot.of);
    kind(slot.side);
    kind(slot.milestone);
    kind(slot.inspection);
    out_.u64(slot.before);
    out_.u64(slot.counterpart);
    put(slot.station);
    count(slot.fields);
    for (const auto& field : slot.fields) {
      put(field.code);
      kind(field.kind);
      put(field.unit);
      out_.u8(field.required ? 1 : 0);
    }
  }
  void put(const std::optional<std::int64_t>& number) {
    out_.u8(number ? 1 : 0);
    out_.i64(number.value_or(0));
  }
  void put(const Limit& limit) {
    out_.u8(limit.slot);
    put(limit.field);
    out_.u64(limit.classes);
    put(limit.at_most);
    put(limit.at_least);
    out_.u8(limit.not_past ? 1 : 0);
    put(limit.fact);
    out_.u16(limit.provision);
  }
  void put(const FeeEntry& fee) {
    kind(fee.fee);
    out_.u8(fee.sides);
    out_.u64(fee.classes);
    out_.i64(fee.amount);
    put(fee.currency);
    out_.u16(fee.provision);
  }
  void put(const Priority& one) {
    out_.i64(one.rank);
    out_.u64(one.set);
    out_.u64(one.clear);
    out_.u64(one.classes);
    out_.u16(one.provision);
  }
  void put(const ZoneGround& ground) {
    put(ground.soil);
    put(ground.exclusive);
  }
  void put(const Cell& cell) {
    out_.u8(cell.slot);
    out_.u64(cell.set);
    out_.u64(cell.clear);
    kind(cell.depth);
    kind(cell.effect);
    out_.u16(cell.provision);
  }
  void put(const Power& power) {
    kind(power.act);
    out_.u64(power.agencies);
    out_.u64(power.roles);
    out_.u64(power.zones);
    out_.u8(power.sides);
    out_.u8(power.phases);
    out_.u8(power.nationals);
    out_.u16(power.provision);
  }
  void put(const Citation& citation) {
    put(citation.id);
    put(citation.instrument);
    put(citation.title);
    put(citation.article);
    put(citation.text);
  }
  void put(const DeskSeat& desk) {
    for (const auto* code : {&desk.code, &desk.station, &desk.state, &desk.agency, &desk.role, &desk.zone}) put(*code);
  }
  void put(const post::Lane& lane) {
    put(lane.code);
    put(lane.zone);
    put(lane.classes);
    put(lane.exit_states);
  }
  template <class T>
  void all(const std::vector<T>& list) {
    count(list);
    for (const auto& one : list) put(one);
  }
  ByteWriter& out() { return out_; }

 private:
  ByteWriter out_;
};

}  // namespace

void seal(Draft& draft) {
  auto& p = draft.procedure;
  Canon canon;
  canon.put(std::string("onestop procedure 2"));
  canon.put(p.post);
  canon.put(p.layout);
  for (std::size_t side = 0; side < 2; ++side) {
    canon.put(p.states[side]);
    canon.out().i64(p.utc_offset_min[side]);
    canon.out().i64(p.hours[side].from_min);
    canon.out().i64(p.hours[side].until_min);
  }
  for (const auto* codes : {&p.classes, &p.agencies, &p.roles, &p.zones}) canon.put(*codes);
  canon.all(p.facts);
  canon.all(p.slots);
  canon.all(p.cells);
  for (const auto first : p.first_cell) canon.out().u16(first);
  canon.all(p.powers);
  canon.all(p.limits);
  canon.all(p.fees);
  canon.all(p.priorities);
  canon.all(p.grounds);
  canon.out().u64(p.on_foot);
  for (std::size_t i = 0; i < clause_count; ++i) {
    canon.out().u16(p.clause_provision[i]);
    canon.out().i64(p.clause_figure[i]);
  }
  canon.all(p.provisions);
  canon.all(p.desks);
  canon.all(p.lanes);
  canon.out().u64(p.alarm_bits);
  canon.out().u64(p.lodged_bits);
  p.hash = sha256(canon.out().bytes());
}

}  // namespace onestop::law
