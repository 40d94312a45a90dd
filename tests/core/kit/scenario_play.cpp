#include <algorithm>
#include <cctype>
#include <map>
#include <stdexcept>

#include "core/crossing/invariants.h"
#include "core/crossing/whereabouts.h"
#include "kit/scenario.h"
#include "kit/words.h"

namespace onestop::testkit {
namespace {

using namespace crossing;

struct Unreadable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::vector<std::string> pieces(const std::string& text, char by) {
  std::vector<std::string> out;
  if (text.empty()) return out;
  out.emplace_back();
  for (const char c : text) {
    if (c == by) out.emplace_back();
    else out.back() += c;
  }
  return out;
}

bool serves(const std::vector<Code>& list, const Code& code) { return list.empty() || std::find(list.begin(), list.end(), code) != list.end(); }

/// One scenario in one layout and direction.
class Play {
 public:
  Play(const Scenario& scenario, const World& world, const law::Procedure& procedure)
      : scenario_(scenario), world_(world), procedure_(procedure) {
    crossing_.id = id_named("the crossing");
    if (!scenario.hours.empty()) keep_hours(scenario.hours);
    dictionary_.id = [this](const Id& id) {
      const auto at = names_.find(id);
      return at == names_.end() ? to_text(id) : at->second;
    };
  }

  std::string run() {
    for (const auto& step : scenario_.steps) {
      std::string wrong;
      try {
        if (step.loses_contact) known_apart_ = crossing_;
        else wrong = step.asserts_state ? compare_state(step) : take(step);
      } catch (const Unreadable& e) {
        wrong = std::string("cannot be read: ") + e.what();
      }
      if (!wrong.empty()) return line_of(step.where) + wrong;
    }
    return {};
  }

 private:
  static std::string line_of(const Where& where) { return where.file + ":" + std::to_string(where.line) + ": "; }

  /// The same hours for both sides, told in universal time.
  void keep_hours(const std::string& word) {
    const auto minutes = [&](std::size_t at) { return std::stoi(word.substr(at, 2)) * 60 + std::stoi(word.substr(at + 3, 2)); };
    for (const std::size_t side : {0, 1}) {
      const int offset = procedure_.utc_offset_min[side];
      procedure_.hours[side] = {minutes(0) + offset, minutes(6) + offset};
    }
  }

  // --- words into values -------------------------------------------------------------------------------------------

  Id id(const std::string& word) {
    if (word.empty() || word == "none") return {};
    for (const auto side : {"exit", "entry"})  // the recorders, as a shift head names the one whose account holds
      for (const auto kind : {"recorder", "hand-held", "apart"})
        if (word == std::string(kind) + "@" + side) return recorder(kind, procedure_.states[side == std::string("exit") ? 0 : 1]);
    const auto made = id_named(word);
    names_[made] = word;
    return made;
  }

  std::int64_t span_ms(const std::string& word) const {  // "10m" -> 600000
    std::size_t used = 0;
    const auto count = std::stoll(word, &used);
    const auto unit = word.substr(used);
    if (unit == "ms") return count;
    if (unit == "s") return count * 1000;
    if (unit == "m") return count * minute_ms;
    if (unit == "h") return count * hour_ms;
    if (unit == "d") return count * day_ms;
    throw Unreadable("the span \"" + word + "\"; units are ms, s, m, h, d");
  }

  Instant instant(const std::string& word) const {
    if (word.starts_with("+")) return now_ + span_ms(word.substr(1));
    if (word.starts_with("-")) return now_ + -span_ms(word.substr(1));
    const auto parts = pieces(word, ':');
    if (parts.size() != 3) throw Unreadable("the time \"" + word + "\"; times are 08:00:00 or +10m");
    return day_ + (std::stoll(parts[0]) * hour_ms + std::stoll(parts[1]) * minute_ms + std::stoll(parts[2]) * 1000);
  }

  template <class T>
  void set(T& field, const std::string& word) {
    if constexpr (std::is_same_v<T, Id>) field = id(word);
    else if constexpr (std::is_same_v<T, Hash>) field = sha256(ByteView(reinterpret_cast<const unsigned char*>(word.data()), word.size()));
    else if constexpr (std::is_same_v<T, Code> || std::is_same_v<T, std::string>) field = filled(word);
    else if constexpr (std::is_same_v<T, Instant>) field = instant(word);
    else if constexpr (std::is_same_v<T, bool>) field = word == "yes";
    else if constexpr (std::is_enum_v<T>) {
      if (!boost::describe::enum_from_string(word.c_str(), field)) throw Unreadable("the word \"" + word + "\"");
    } else if constexpr (std::is_integral_v<T>) field = static_cast<T>(std::stoll(word));
    else if constexpr (IsMaybe<T>::value) set(field.emplace(), word);
    else if constexpr (std::is_same_v<T, Claim>) {
      const auto parts = pieces(word, '@');
      field.fact = parts.at(0);
      if (parts.size() > 1) set(field.side.emplace(), parts[1]);
    } else if constexpr (std::is_same_v<T, Found>) {
      const auto colon = word.find(':');
      if (colon == std::string::npos) throw Unreadable("the result \"" + word + "\"; results are field:value, separated by semicolons");
      field = {Code(word.substr(0, colon)), word.substr(colon + 1)};
    } else if constexpr (std::is_same_v<T, std::vector<Found>>) {
      field.clear();
      for (const auto& one : pieces(word, ';')) set(field.emplace_back(), one);
    } else if constexpr (std::is_same_v<T, Covered>) {
      const auto parts = pieces(word, ':');
      if (parts.size() < 2) throw Unreadable("the scope \"" + word + "\"; scopes are vehicle:V1 or item:C1:2");
      set(field.scope, parts[0]);
      field.subject = id(parts[1]);
      if (parts.size() > 2) set(field.item, parts[2]);
    } else if constexpr (IsVector<T>::value) {
      field.clear();
      for (const auto& one : pieces(word, ',')) set(field.emplace_back(), one);
    } else {
      throw Unreadable("a field of this kind cannot be given here");
    }
  }

  /// {exit} and {entry} stand for the codes of the states, {exit name} and {entry name} for their names.
  std::string filled(std::string text) const {
    const auto name = [&](int side) {
      for (const auto& state : world_.post().states)
        if (state.code == procedure_.states[static_cast<std::size_t>(side)]) return state.name;
      return std::string();
    };
    const std::pair<std::string, std::string> words[] = {{"{exit}", procedure_.states[0].text()}, {"{entry}", procedure_.states[1].text()},
                                                         {"{exit name}", name(0)}, {"{entry name}", name(1)}};
    for (const auto& [from, to] : words)
      for (auto at = text.find(from); at != std::string::npos; at = text.find(from)) text.replace(at, from.size(), to);
    return text;
  }

  template <class T>
  T described(const Arguments& arguments) {
    T value{};
    for (const auto& [name, word] : arguments) {
      bool known = false;
      boost::mp11::mp_for_each<Members<T>>([&](auto member) {
        if (name != member.name) return;
        known = true;
        set(value.*member.pointer, word);
      });
      if (!known) throw Unreadable("the field \"" + name + "\"");
    }
    return value;
  }

  // --- who ---------------------------------------------------------------------------------------------------------

  Actor actor(const Step& step) {
    Actor who;
    auto desk = step.desk;
    if (const auto at = desk.find('+'); at != std::string::npos) desk.resize(at);
    who.state = step.state == "exit" ? procedure_.states[0] : step.state == "entry" ? procedure_.states[1] : Code(step.state);
    const auto prefixed = lower(who.state.text()) + "_" + desk;
    const law::DeskSeat* seat = nullptr;
    for (const auto& code : {desk, prefixed, prefixed + "_1"})
      if (!seat) seat = procedure_.desk(Code(code));
    if (desk == "clock") {
      who.role = "system";
    } else if (is_device(desk, prefixed)) {
      who.role = "device";
    } else if (desk.ends_with("_on_foot")) {
      who.role = "officer";
      who.agency = desk.substr(0, desk.size() - std::string("_on_foot").size());
    } else if (seat) {
      who.role = seat->role;
      who.agency = seat->agency;
      who.desk = seat->code;
    } else {
      throw Unreadable("the desk \"" + step.desk + "\" of " + who.state.text());
    }
    who.officer = id(step.person.empty() ? "officer of " + (seat ? seat->code.text() : prefixed) : step.person);
    who.key = keys_of(who.officer).public_key;
    return who;
  }

  bool is_device(const std::string& desk, const std::string& prefixed) const {
    for (const auto& layout : world_.post().layouts)
      if (layout.code == procedure_.layout)
        for (const auto& device : layout.devices)
          if (device.code.view() == desk || device.code.view() == prefixed) return true;
    return false;
  }

  // --- commands ----------------------------------------------------------------------------------------------------

  Command command(const Step& step, const Actor& who) {
    if (step.command == "RegisterArrival") return arrival(step);
    if (step.command == "RegisterFurther") {
      auto further = described<RegisterFurther>(step.arguments);
      board(step, further.persons, further.consignments);
      return further;
    }
    if (step.command == "SignInspectionAct") return signing(step, who);
    std::optional<Command> made;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, Command>>([&](auto one) {
      using T = typename decltype(one)::type;
      if (step.command == command_names()[boost::mp11::mp_find<Command, T>::value]) made = described<T>(step.arguments);
    });
    if (!made) throw Unreadable("the command \"" + step.command + "\"");
    return *made;
  }

  Command arrival(const Step& step) {
    RegisterArrival come;
    come.vehicle = id("V1");
    come.exit_state = procedure_.states[0];
    Arguments rest = step.arguments;
    for (auto& [name, word] : rest) {
      if (name == "class") name = "traffic_class";
      if (name == "facts") name = "claims";
    }
    const auto given = described<RegisterArrival>(rest);
    come.traffic_class = given.traffic_class;
    const bool on_foot = (procedure_.class_bit(come.traffic_class) & procedure_.on_foot) != 0;
    if (!on_foot) come.plate = "A 123 BC";
    for (const auto& lane : procedure_.lanes)
      if (come.lane.empty() && serves(lane.classes, come.traffic_class) && serves(lane.exit_states, come.exit_state)) come.lane = lane.code;
    if (given.vehicle) come.vehicle = given.vehicle;
    if (!given.plate.empty()) come.plate = given.plate;
    if (!given.lane.empty()) come.lane = given.lane;
    if (!given.exit_state.empty()) come.exit_state = given.exit_state;
    come.claims = given.claims;
    come.seals = given.seals;
    board(step, come.persons, come.consignments);
    return come;
  }

  void board(const Step& step, std::vector<NewPerson>& persons, std::vector<NewConsignment>& consignments) {
    for (const auto& aboard : step.aboard) {
      Arguments fields = aboard.arguments;
      for (auto& [name, word] : fields)
        if (name == "facts") name = "claims";
      if (aboard.kind == "person") {
        auto person = described<NewPerson>(fields);
        person.id = id(aboard.name);
        person.part = aboard.words.empty() ? "driver" : aboard.words[0];
        person.nationality = aboard.words.size() < 2 ? "KZ" : filled(aboard.words[1]);
        person.name = "Name of " + aboard.name;
        person.document = "Document of " + aboard.name;
        persons.push_back(person);
      } else if (aboard.kind == "consignment") {
        auto goods = described<NewConsignment>(fields);
        goods.id = id(aboard.name);
        if (goods.reference.empty()) goods.reference = "reference " + aboard.name;
        consignments.push_back(goods);
      } else {
        throw Unreadable("aboard are persons and consignments, not a \"" + aboard.kind + "\"");
      }
    }
  }

  /// The officer signs the act on record; `with=another_act` signs one with other findings, `with=another_key` uses the
  /// key of somebody else.
  Command signing(const Step& step, const Actor& who) {
    SignInspectionAct sign;
    std::string with;
    for (const auto& [name, word] : step.arguments) {
      if (name == "inspection") sign.inspection = id(word);
      else if (name == "with") with = word;
      else throw Unreadable("the field \"" + name + "\"");
    }
    InspectionAct act;
    for (const auto& half : crossing_.halves)
      for (const auto& one : half.acts)
        if (one.inspection == sign.inspection) act = one;
    if (with == "another_act") act.findings += "!";
    else if (with != "another_key" && !with.empty()) throw Unreadable("with=" + with);
    const auto bytes = act_bytes(act);
    sign.act = sha256(bytes);
    sign.signature = onestop::sign(bytes, keys_of(with == "another_key" ? id_named("somebody else") : who.officer).secret_key);
    return sign;
  }

  // --- one step ----------------------------------------------------------------------------------------------------

  std::string take(const Step& step) {
    if (step.time.starts_with("next day ")) {
      day_ = day_ + day_ms;
      now_ = instant(step.time.substr(9));
    } else {
      now_ = instant(step.time);
      while (day_ + day_ms <= now_) day_ = day_ + day_ms;
    }
    const auto who = actor(step);
    const auto asked = command(step, who);
    const bool apart = step.desk.ends_with("+apart");  // decides on what it knew when contact was lost, and on its own acts
    const auto decision = decide(apart ? known_apart_ : crossing_, procedure_, who, asked, now_);
    if (const auto* no = std::get_if<Refusal>(&decision)) return compare(step, *no);
    const auto& accepted = std::get<Accepted>(decision);
    if (!step.refusal.empty()) return "expected refused " + step.refusal + ", got " + words_of(accepted.events);
    const bool handheld = step.desk.ends_with("+handheld");
    const auto writer = recorder(handheld ? "hand-held" : apart ? "apart" : "recorder", who.state);
    for (const auto& event : accepted.events) evolve(crossing_, {writer, now_, event});
    if (apart)
      for (const auto& event : accepted.events) evolve(known_apart_, {writer, now_, event});
    const View view(crossing_, procedure_);
    if (view.opening()) stands_ = whereabouts(view, work(crossing_, procedure_), stands_);
    if (const auto* broken = violated(crossing_, procedure_)) return "a defect: it is no longer true that \"" + std::string(broken->sentence) + "\"";
    return compare(step, accepted.events);
  }

  static Id recorder(const std::string& kind, const Code& state) { return id_named(kind + " of " + state.text()); }

  std::string cited(const Code& provision) const {
    for (const auto& one : procedure_.provisions)
      if (one.id == provision) return one.title + ", art. " + one.article;
    return "no provision \"" + provision.text() + "\"";
  }

  std::string compare(const Step& step, const Refusal& no) const {
    const auto code = "crossing." + std::string(entry(no.code).name);
    const auto got = code + "  (" + cited(no.provision) + ")";
    if (step.refusal.empty()) return "expected to be accepted, got refused " + got + ": " + sentence(no);
    if (code == step.refusal && lower(cited(no.provision)) == lower(filled(step.citation))) return {};
    return "expected refused " + step.refusal + "  (" + step.citation + "), got refused " + got;
  }

  std::string words_of(const Events& events) const {
    std::string text;
    for (const auto& event : events) text += (text.empty() ? "" : "; ") + testkit::line_of(event, dictionary_);
    return text;
  }

  std::string compare(const Step& step, const Events& events) {
    std::size_t next = 0;
    for (const auto& expected : step.events) {
      std::string miss;
      while (next < events.size() && !(miss = differs(expected, events[next])).empty()) ++next;
      if (next == events.size()) return "expected " + expected.event + " (line " + std::to_string(expected.where.line) + (miss.empty() ? ")" : "): " + miss) + ", got " + words_of(events);
      ++next;
    }
    return {};
  }

  std::string differs(const Expectation& expected, const Event& event) {
    if (name_of(event) != expected.event) return "it is another event";
    const auto fields = fields_of(event, dictionary_);
    for (const auto& [name, word] : expected.fields) {
      const auto at = std::find_if(fields.begin(), fields.end(), [&](const auto& one) { return one.first == name; });
      if (at == fields.end()) return "it has no field " + name;
      const auto wanted = word.starts_with("+") ? to_text(instant(word)) : filled(word);
      if (at->second != wanted) return name + " is " + at->second + ", not " + wanted;
    }
    return {};
  }

  // --- the state line ----------------------------------------------------------------------------------------------

  std::string compare_state(const Step& step) {
    const View view(crossing_, procedure_);
    for (const auto& [name, word] : step.arguments) {
      const auto got = state_word(view, name, word);
      if (got != filled(word)) return "expected " + name + "=" + word + ", got " + name + "=" + got;
    }
    return {};
  }

  std::string state_word(const View& view, const std::string& name, const std::string& word) {
    const auto yes = [](bool so) { return std::string(so ? "yes" : "no"); };
    if (name == "phase") return enum_word(view.phase());
    if (name == "end") return enum_word(view.end());
    if (name == "isolated") return yes(view.alarm_open());
    if (name == "notice") return yes(view.noticed());
    if (name == "acceptance") return yes(view.accepted());
    if (name == "headcount") return counted(view.headcount());
    if (name == "divergences") return std::to_string(view.divergences().size());
    if (name == "rank") return rank_of(view);
    if (name == "stands") return stands_.station.empty() ? "nowhere" : stands_.station.text();
    if (name == "doing") return stands_.control.text();
    if (name == "turn") return stands_.state.empty() ? "nobody" : enum_word(view.procedure().side_of(stands_.state));
    if (name == "in_work") return yes(stands_.in_work);
    if (name == "seals") return words(view.seals(), dictionary_);
    if (name == "released" || name == "gone" || name == "apart") return listed(view, name, word);
    if (name.find('@') != std::string::npos) return control_word(view, name);
    throw Unreadable("the state word \"" + name + "\"");
  }

  /// The highest priority that the law gives anything of the crossing.
  static std::string rank_of(const View& view) {
    std::int64_t rank = 0;
    for (const auto& one : view.subjects()) rank = std::max(rank, view.procedure().rank(one.facts));
    return std::to_string(rank);
  }

  /// Persons who came: out, refused, detained and inside.
  static std::string counted(const Headcount& count) {
    return std::to_string(count.out) + "+" + std::to_string(count.refused) + "+" + std::to_string(count.detained) + "+" + std::to_string(count.inside);
  }

  std::string listed(const View& view, const std::string& name, const std::string&) const {
    std::string text;
    for (const auto& one : view.subjects())
      if (name == "gone" ? one.gone() : name == "apart" ? one.apart : one.released) text += (text.empty() ? "" : ",") + dictionary_.id(one.subject->id);
    return text.empty() ? "nobody" : text;
  }

  /// "goods_inspection@exit:C1" is closed, or what the law makes of it.
  std::string control_word(const View& view, const std::string& name) {
    const auto at = name.find('@'), colon = name.find(':');
    if (colon == std::string::npos || colon < at) throw Unreadable("\"" + name + "\"; a control reads goods_inspection@exit:C1");
    Side side{};
    set(side, name.substr(at + 1, colon - at - 1));
    const auto* one = view.subject(id(name.substr(colon + 1)));
    const int slot = procedure_.slot_of(Code(name.substr(0, at)), side);
    if (!one || slot < 0) return "unknown";
    if (one->closed & (Slots{1} << slot)) return "closed";
    const auto* cell = law::governing(procedure_, slot, one->facts);
    return cell ? enum_word(cell->effect) : "nothing";
  }

  const Scenario& scenario_;
  const World& world_;
  law::Procedure procedure_;
  Crossing crossing_, known_apart_;
  Whereabouts stands_;
  Instant day_ = scenario_.day, now_ = scenario_.day;
  std::map<Id, std::string> names_;
  Dictionary dictionary_;
};

std::string play_in(const Scenario& scenario, const World& world) {
  for (const auto& layout : scenario.layouts)
    for (const auto& [from, to] : scenario.directions) {
      const auto* procedure = world.find(layout, from);
      if (!procedure) return scenario.name + ": the post has no layout " + layout + " from " + from;
      auto wrong = Play(scenario, world, *procedure).run();
      if (!wrong.empty()) return wrong + "\n    (layout " + layout + ", from " + from + " to " + to + ")";
    }
  return {};
}

}  // namespace

std::string play(const Scenario& scenario, const World& world) {
  if (!scenario.without.empty()) {
    auto law = world.law();
    const auto left_out = [&](const law::Provision& one) { return std::find(scenario.without.begin(), scenario.without.end(), one.id) != scenario.without.end(); };
    if (std::erase_if(law.provisions, left_out) != scenario.without.size()) return scenario.name + ": a provision that it leaves out is not there";
    std::string why;
    const auto other = World::of(std::move(law), world.post(), &why, scenario.day);
    return other ? play_in(scenario, *other) : scenario.name + ": " + why;
  }
  static const std::string usual = Scenario{}.post;
  if (scenario.post != usual || scenario.day != world.day()) {
    std::string why;
    const auto other = world.on(scenario.day, scenario.post, &why);
    return other ? play_in(scenario, *other) : scenario.name + ": " + why;
  }
  return play_in(scenario, world);
}

}  // namespace onestop::testkit
