#pragma once
// Who may see what of the record, and for what purpose: rules as data, each with its provision. What no rule names is shown
// to nobody. Commands are another matter: they stay with the powers of the law.
#include <array>
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/instant.h"
#include "core/law/law.h"
#include "core/right/fields.h"

namespace onestop::right {

/// Of whom a rule speaks.
enum class Party { officers, firms };
BOOST_DESCRIBE_ENUM(Party, officers, firms)
/// Whose record: of the state (or firm) that asks, or of the other.
enum class Whose { own, partner };
BOOST_DESCRIBE_ENUM(Whose, own, partner)

/// A clause of the model text on data; rules cite it by its id.
struct Provision {
  Code id;
  std::string instrument, article, text;
  law::Place place;
};

/// What personal data may be looked at for, and who may say so.
struct Purpose {
  Code code;
  std::string title;
  std::vector<Code> roles;
  bool at_the_desk = false;  // taken as said where the vehicle is before the officer's desk
  law::Place place;
};

/// A list that is empty sets no limit, but for `purposes`: personal fields are shown only for the purposes named.
struct Rule {
  Code id;
  Party who = Party::officers;
  std::vector<Code> agencies, roles, states, posts, zone_kinds;
  std::vector<Field> sees;
  std::vector<Code> may;             // acts
  std::optional<Whose> of;
  std::vector<law::Side> sides;      // on which the officer's state stands in the crossing
  std::vector<law::Phase> phases;    // of the crossing; none named: while it is inside
  std::int64_t after_min = 0;        // how long after it left these phases
  bool concerned = false;            // only where the officer's agency has a control in the crossing
  bool on_shift = false;             // only while the officer sits at his desk
  std::vector<Code> purposes;
  Code provision;
  law::Place place;
};

struct Rights {
  Code code;
  std::string title;
  Day from{};                        // by the host's clock
  Code otherwise;                    // the provision by which nobody sees what no rule names
  std::vector<Provision> provisions;
  std::vector<Purpose> purposes;
  std::vector<Rule> rules;
  Hash hash{};                       // of the text that was read
};

/// Who asks.
struct Asker {
  Party party = Party::officers;
  bool known = true;                 // false: nobody is signed in
  Code state, agency, role, post, zone_kind;
  bool on_shift = false;
  Code purpose;                      // empty: none was said
};

/// What the field belongs to.
struct About {
  bool crossing = false;             // false: to no crossing; rules with conditions on a crossing do not reach it
  std::optional<law::Side> side;     // of the asker's state
  bool concerned = false;            // the asker's agency has a control in it
  law::Phase phase = law::Phase::closed;
  std::array<std::optional<Instant>, 3> left;  // when it went out of exit, hand_over and entry for the last time; nothing: it was not there, or is there still
  Code author;                       // state whose officer wrote it; empty: nobody's alone
  bool own = false;                  // of the firm that asks
};

/// The last hurdle that some rule did not take.
enum class Hurdle { none, no_rule, not_yours, other_state, wrong_place, off_shift, wrong_phase, too_late, no_purpose };
BOOST_DESCRIBE_ENUM(Hurdle, none, no_rule, not_yours, other_state, wrong_place, off_shift, wrong_phase, too_late, no_purpose)

struct Verdict {
  Hurdle hurdle = Hurdle::no_rule;
  Code provision;                    // of the rule that allows it, or of the first that was left before the hurdle
  bool yes() const { return hurdle == Hurdle::none; }
};

Verdict may_see(const Rights& rights, const Asker& asker, const About& about, Field field, Instant now);
/// Acts know no crossing, so no rule that gives an act has conditions on one.
Verdict may_do(const Rights& rights, const Asker& asker, const Code& act);
/// Null where there is no such purpose, or not for this role.
const Purpose* purpose_of(const Rights& rights, const Asker& asker, const Code& code);
/// The one that is taken as said at the desk; empty where this role has none.
Code purpose_at_the_desk(const Rights& rights, const Asker& asker);
const Provision* provision_of(const Rights& rights, const Code& id);

/// Words that the law and the posts know, and ids of the law's provisions.
struct Words {
  std::vector<Code> agencies, roles, zone_kinds, states, posts, provisions;
};
/// What is wrong with rules that could be read: unknown words, fields kept by their state given away, personal fields without
/// a purpose, provisions on which nothing rests.
std::vector<law::Finding> check(const Rights& rights, const Words& words);

}  // namespace onestop::right
