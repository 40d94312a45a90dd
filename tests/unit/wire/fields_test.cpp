#include "wire/fields.h"

#include <gtest/gtest.h>

#include <random>

namespace onestop::wire {
namespace {

enum class Scope { person, vehicle };
BOOST_DESCRIBE_ENUM(Scope, person, vehicle)

struct Traveller {
  Id id;
  Personal<std::string> name;
  Private<std::int32_t> risk_points;
  std::optional<Code> seat;
};
BOOST_DESCRIBE_STRUCT(Traveller, (), (id, name, risk_points, seat))

struct Driver {
  Personal<std::string> name;
};
BOOST_DESCRIBE_STRUCT(Driver, (), (name))

struct Everything {
  static constexpr const char* event_name = "Everything";
  static constexpr int event_version = 2;
  bool yes = false;
  std::uint8_t small = 0;
  std::int16_t negative = 0;
  std::uint32_t middle = 0;
  std::int64_t large = 0;
  std::string text;
  Id id;
  Instant at;
  Day day;
  Code code;
  Scope scope = Scope::person;
  Hash hash{};
  Bytes bytes;
  std::optional<std::string> note;
  std::vector<Code> codes;
  std::vector<Traveller> travellers;
  std::optional<Driver> driver;
  Private<std::string> remark;
  Personal<std::string> passport;
};
BOOST_DESCRIBE_STRUCT(Everything, (), (yes, small, negative, middle, large, text, id, at, day, code, scope, hash, bytes, note,
                                       codes, travellers, driver, remark, passport))

struct Empty {
  static constexpr const char* event_name = "Empty";
  static constexpr int event_version = 1;
};
BOOST_DESCRIBE_STRUCT(Empty, (), ())

const Id anna{1, 1}, boris{1, 2};

Personal<std::string> about(Id person, std::string text) { return {person, std::move(text)}; }

Everything sample() {
  Everything e;
  e.yes = true;
  e.small = 200;
  e.negative = -5;
  e.middle = 4'000'000'000u;
  e.large = -9'000'000'000;
  e.text = "Кордай";
  e.id = {7, 8};
  e.at = {1'150'000'000'123};
  e.day = {-3};
  e.code = "customs";
  e.scope = Scope::vehicle;
  e.hash.fill(9);
  e.bytes = {1, 2, 3};
  e.note = "";
  e.codes = {"a", "", "b"};
  e.travellers = {{{3, 3}, about(anna, "Анна"), 12, Code("1a")}, {{4, 4}, {}, {}, {}}};
  e.driver = Driver{about(boris, "Boris")};
  e.remark = std::string("tip from colleague");
  e.passport = about(anna, "N1234567");
  return e;
}

std::vector<std::string> names(const std::vector<Field>& fields) {
  std::vector<std::string> list;
  for (const auto& f : fields) list.push_back(f.name);
  return list;
}

Field* find(std::vector<Field>& fields, std::string_view name) {
  for (auto& f : fields)
    if (f.name == name) return &f;
  return nullptr;
}

TEST(Fields, come_back_as_the_event_they_were_made_of) {
  const auto fields = to_fields(sample());
  const auto back = from_fields<Everything>(fields);
  ASSERT_TRUE(back) << back.error().what;
  EXPECT_EQ(to_fields(*back), fields);
  EXPECT_EQ(back->text, "Кордай");
  EXPECT_EQ(back->negative, -5);
  EXPECT_EQ(back->day, Day{-3});
  EXPECT_EQ(back->travellers[0].name, about(anna, "Анна"));
  EXPECT_EQ(back->travellers[0].risk_points.reveal(), 12);
  EXPECT_FALSE(back->travellers[1].name.reveal());
  EXPECT_EQ(back->driver->name.reveal(), "Boris");
  EXPECT_EQ(back->note, "");
}

TEST(Fields, give_each_guarded_value_a_field_of_its_own_named_by_its_path) {
  const auto fields = to_fields(sample());
  const std::vector<std::string> expected{"yes", "small", "negative", "middle", "large", "text", "id", "at", "day", "code",
                                          "scope", "hash", "bytes", "note", "codes", "travellers", "travellers/0/name",
                                          "travellers/0/risk_points", "driver", "driver/name", "remark", "passport"};
  EXPECT_EQ(names(fields), expected);
  auto copy = fields;
  EXPECT_EQ(find(copy, "travellers/0/name")->visibility, Visibility::personal);
  EXPECT_EQ(find(copy, "travellers/0/name")->person, anna);
  EXPECT_EQ(find(copy, "travellers/0/risk_points")->visibility, Visibility::private_);
  EXPECT_EQ(find(copy, "travellers")->visibility, Visibility::shared);
  const std::string shared(find(copy, "travellers")->value.begin(), find(copy, "travellers")->value.end());
  EXPECT_EQ(shared.find("Анна"), std::string::npos);
}

TEST(Fields, write_enumerators_by_name) {
  auto fields = to_fields(sample());
  EXPECT_EQ(find(fields, "scope")->value, (Bytes{0, 0, 0, 7, 'v', 'e', 'h', 'i', 'c', 'l', 'e'}));
  find(fields, "scope")->value.back() = 'E';
  const auto back = from_fields<Everything>(fields);
  ASSERT_FALSE(back);
  EXPECT_NE(back.error().what.find("scope"), std::string::npos);
}

TEST(Fields, withheld_or_erased_give_an_empty_guard) {
  auto fields = to_fields(sample());
  *find(fields, "remark") = {"remark", Visibility::private_, {}, {}, false};
  find(fields, "passport")->present = false;
  find(fields, "passport")->value.clear();
  *find(fields, "travellers/0/name") = {"travellers/0/name", Visibility::personal, {}, {}, false};
  const auto back = from_fields<Everything>(fields);
  ASSERT_TRUE(back) << back.error().what;
  EXPECT_FALSE(back->remark.reveal());
  EXPECT_FALSE(back->passport.reveal());
  EXPECT_EQ(back->passport.person(), anna);
  EXPECT_FALSE(back->travellers[0].name.reveal());
  EXPECT_EQ(back->travellers[0].risk_points.reveal(), 12);
}

TEST(Fields, may_not_be_missing_doubled_left_over_or_of_another_visibility) {
  const auto wrong = [](auto change) {
    auto fields = to_fields(sample());
    change(fields);
    return !from_fields<Everything>(fields);
  };
  EXPECT_TRUE(wrong([](auto& f) { f.erase(f.begin()); }));
  EXPECT_TRUE(wrong([](auto& f) { f.push_back(f.front()); }));
  EXPECT_TRUE(wrong([](auto& f) { f.push_back({"travellers/2/name", Visibility::personal, anna, {0, 0, 0, 0}, true}); }));
  EXPECT_TRUE(wrong([](auto& f) { find(f, "remark")->visibility = Visibility::shared; }));
  EXPECT_TRUE(wrong([](auto& f) { find(f, "text")->visibility = Visibility::private_; }));
  EXPECT_TRUE(wrong([](auto& f) { find(f, "text")->present = false; }));
  EXPECT_TRUE(wrong([](auto& f) { find(f, "yes")->value = {2}; }));
  EXPECT_TRUE(wrong([](auto& f) { find(f, "small")->value = {1, 1}; }));
  EXPECT_TRUE(wrong([](auto& f) { find(f, "codes")->value = {0xff, 0xff, 0xff, 0xff}; }));
  EXPECT_TRUE(wrong([](auto& f) { find(f, "code")->value = Bytes(4 + 32, 0); find(f, "code")->value[3] = 32; }));
}

TEST(Fields, survive_any_bytes) {
  std::mt19937_64 random(20060701);
  const auto good = to_fields(sample());
  int accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    auto fields = good;
    auto& field = fields[random() % fields.size()];
    switch (random() % 4) {
      case 0: if (!field.value.empty()) field.value[random() % field.value.size()] = static_cast<unsigned char>(random()); break;
      case 1: field.value.resize(random() % 40); break;
      case 2: field.name = std::string(random() % 20, 'x'); break;
      default: field.value.push_back(0);
    }
    if (const auto event = from_fields<Everything>(fields)) {
      ++accepted;
      EXPECT_TRUE(from_fields<Everything>(to_fields(*event)));
    }
  }
  EXPECT_GT(accepted, 100);
}

TEST(Fields, of_an_event_without_members_are_none) {
  EXPECT_TRUE(to_fields(Empty{}).empty());
  EXPECT_TRUE(from_fields<Empty>({}));
  EXPECT_FALSE(from_fields<Empty>({Field{}}));
}

TEST(EventTypes, are_described_in_one_line_each) {
  using Event = std::variant<Everything, Empty>;
  EXPECT_EQ(describe_event<Empty>(), "Empty 1: \n");
  EXPECT_EQ(describe_events<Event>(),
            "Empty 1: \nEverything 2: yes bool, small u8, negative i16, middle u32, large i64, text text, id id, at instant, day day, "
            "code code, scope one of(person vehicle), hash 32 bytes, bytes bytes, note optional text, codes list of code, travellers "
            "list of {id id, name personal text, risk_points private i32, seat optional code}, driver optional {name personal text}, "
            "remark private text, passport personal text\n");
}

TEST(EventTypes, of_older_versions_are_cast_up_step_by_step) {
  using Event = std::variant<Everything, Empty>;
  const auto encoded = encode_event(Event(sample()));
  EXPECT_EQ(encoded.type, Code("Everything"));
  EXPECT_EQ(encoded.type_version, 2);
  EXPECT_TRUE(decode_event<Event>(encoded.type, 2, encoded.fields));
  EXPECT_FALSE(decode_event<Event>(encoded.type, 3, encoded.fields)) << "a version from the future";
  EXPECT_FALSE(decode_event<Event>("Nothing", 1, encoded.fields));

  auto old = encoded.fields;
  std::erase_if(old, [](const Field& f) { return f.name == "small"; });
  EXPECT_FALSE(decode_event<Event>(encoded.type, 1, old)) << "no upcaster";
  const Upcasters upcasters{{"Everything", 1, [](std::vector<Field> fields) -> Expected<std::vector<Field>> {
                               fields.push_back({"small", Visibility::shared, {}, {0}, true});
                               return fields;
                             }}};
  const auto event = decode_event<Event>(encoded.type, 1, old, upcasters);
  ASSERT_TRUE(event) << event.error().what;
  EXPECT_EQ(std::get<Everything>(*event).small, 0);
}

}  // namespace
}  // namespace onestop::wire
