#pragma once
// What a post's law and layout compile into, for one direction of traffic: flat arrays and bit masks.
// The live post executes it, the simulator runs it, the release study measures it; none of them has another router.
#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/law/law.h"
#include "core/post/post.h"

namespace onestop::law {

/// One bit per slot of the procedure; at most 64 slots.
using Slots = std::uint64_t;
/// One bit per subject kind, traffic class and fact, in this order; at most 64 bits.
using Facts = std::uint64_t;

/// A slot is one control by one side, or a milestone.
struct Slot {
  Code control;  // of a milestone: its name
  Code agency;   // empty for a milestone
  Code activity; // of the control, as the law names it; empty for a milestone
  SubjectKind of = SubjectKind::vehicle;
  Side side = Side::exit;
  post::Milestone milestone = post::Milestone::none;
  bool inspection = false;
  Slots before = 0;          // must be closed or not required before this one may be worked on
  Slots counterpart = 0;     // the other side's slot of the same control, one bit or none
  std::vector<Code> station; // by traffic class, as indexed in Procedure::classes
  std::vector<FieldDefinition> fields;
};

/// A cell says what the law makes of one slot under some facts. Cells of a slot stand in order of precedence; the
/// first whose guard holds decides.
struct Cell {
  std::uint8_t slot = 0;
  Facts set = 0;    // facts that must hold
  Facts clear = 0;  // facts that must not hold
  Depth depth = Depth::none;
  Effect effect = Effect::perform;
  std::uint16_t provision = 0;  // index into Procedure::provisions
};

struct Power {
  Act act = Act::open_crossing;
  std::uint64_t agencies = 0;  // bit per Procedure::agencies, bit 63: no agency (devices, the clock)
  std::uint64_t roles = 0;
  std::uint64_t zones = 0;     // bit per Procedure::zones, bit 63: no desk needed
  std::uint8_t sides = 0;      // bit per Side
  std::uint8_t phases = 0;     // bit per Phase
  std::uint8_t nationals = 7;  // bit per Nationality of the person acted upon
  std::uint16_t provision = 0;
};

/// A limit on what a control of one side writes down.
struct Limit {
  std::uint8_t slot = 0;
  Code field;
  Facts classes = 0;  // any of these; 0: every class
  std::optional<std::int64_t> at_most, at_least;
  bool not_past = false;
  Code fact;
  std::uint16_t provision = 0;
};

struct FeeEntry {
  Fee fee = Fee::unloading;
  std::uint8_t sides = 0;  // bit per Side
  Facts classes = 0;
  std::int64_t amount = 0;
  Code currency;
  std::uint16_t provision = 0;
};

struct Priority {
  std::int64_t rank = 0;
  Facts set = 0, clear = 0;
  Facts classes = 0;
  std::uint16_t provision = 0;
};

/// Minutes of the day by the state's own clock; from 0 until 1440 is always.
struct Hours {
  int from_min = 0;
  int until_min = 1440;
};

struct Citation {
  Code id;
  Code instrument;
  std::string title;    // of the instrument
  std::string article;
  std::string text;
};

struct FactBit {
  Code code;
  SubjectKind of = SubjectKind::vehicle;
  FactSource source = FactSource::arrival;
  Facts bits[2] = {0, 0};  // by Side; the same bit where the fact is not relative
};

struct DeskSeat {
  Code code, station, state, agency, role, zone;
};

struct ZoneGround {
  Code soil;       // empty: the line runs through it
  Code exclusive;  // kept for this state; empty: for both
};

struct Standing {
  Slots perform = 0, joint = 0, recognise = 0, waive = 0, abolish = 0;
  Slots required() const { return perform | joint; }
};

inline constexpr std::uint16_t no_provision = 0xffff;

struct Procedure {
  Code post, layout;
  std::array<Code, 2> states;        // by Side: the exit state, then the entry state
  std::array<int, 2> utc_offset_min{};
  std::vector<Code> classes, agencies, roles, zones;
  std::vector<FactBit> facts;
  std::vector<Slot> slots;
  std::vector<Cell> cells;           // grouped by slot, in precedence
  std::vector<std::uint16_t> first_cell;  // of each slot, and one past the last
  std::vector<Power> powers;
  std::vector<Limit> limits;
  std::vector<FeeEntry> fees;
  std::vector<Priority> priorities;   // highest rank first
  std::array<Hours, 2> hours;         // by Side
  std::vector<ZoneGround> grounds;    // of zones, same index
  Facts on_foot = 0;                  // class bits of parties on foot
  std::array<std::uint16_t, clause_count> clause_provision{};
  std::array<std::int64_t, clause_count> clause_figure{};
  std::vector<Citation> provisions;
  std::vector<DeskSeat> desks;
  std::vector<post::Lane> lanes;
  Facts alarm_bits = 0;              // facts that an open or confirmed alarm establishes
  Facts lodged_bits = 0;             // facts that a declaration lodged before arrival establishes
  Hash hash{};                       // of everything above: law, post, layout and day

  static Facts kind_bit(SubjectKind kind) { return Facts{1} << static_cast<int>(kind); }
  Facts class_bit(const Code& traffic_class) const;  // 0 for an unknown class
  const FactBit* fact(const Code& code) const;
  int slot_of(const Code& control, Side side) const;  // -1 for none
  int milestone_slot(post::Milestone milestone) const;
  const DeskSeat* desk(const Code& code) const;
  const Citation* cite(const Code& provision) const;   // null where it is not in force here
  const Citation& cite(Clause clause) const { return provisions[clause_provision[static_cast<int>(clause)]]; }
  /// Optional clauses alone may be missing.
  bool holds(Clause clause) const { return clause_provision[static_cast<int>(clause)] != no_provision; }
  /// Where the slot is done for vehicles of this class; empty for none.
  const Code& station_of(int slot, const Code& traffic_class) const;
  /// Whom the post serves first: the highest rank among the rules that hold, 0 for none.
  std::int64_t rank(Facts of) const;
  /// The fee that this side takes, or nothing.
  const FeeEntry* fee(Fee kind, Side side, Facts of) const;
  bool open_at(Side side, Instant at) const;
  std::int64_t figure(Clause clause) const { return clause_figure[static_cast<int>(clause)]; }
  Side side_of(const Code& state) const { return state == states[0] ? Side::exit : Side::entry; }
  const Code& state_of(Side side) const { return states[static_cast<int>(side)]; }
};

/// The cell that governs a slot under the facts, or nothing where the slot does not concern such a subject.
const Cell* governing(const Procedure& procedure, int slot, Facts facts);

/// What the law makes of every slot for a subject with these facts.
Standing standing(const Procedure& procedure, Facts facts);

/// Which controls and milestones may be worked on now. `closed` holds every slot that is closed, or not required, as
/// seen by the subject. Documents may be examined ahead of their turn where a declaration was lodged before arrival.
Slots enabled(const Procedure& procedure, Slots closed, Facts facts);

struct Compiled {
  std::array<Procedure, 2> procedures;  // by the index of the exit state in Post::states
};

/// Compiles both directions of the post in the given layout as the law stands at `at`: national law by the clock of its
/// state, agreements by the clock of the host.
/// Fails with every gap, contradiction and unlawful arrangement named.
std::expected<Compiled, std::vector<Finding>> compile(const Law& law, const post::Post& post, const Code& layout, Instant at);

}  // namespace onestop::law
