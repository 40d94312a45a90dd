#include "wire/envelope.h"

#include <gtest/gtest.h>

#include <random>

namespace onestop::wire {
namespace {

const Id recorder{1, 1}, neighbour{1, 2}, stream{2, 2}, anna{3, 1};

Entropy numbers() {
  return [n = std::make_shared<unsigned char>()](std::span<unsigned char> out) {
    for (auto& byte : out) byte = ++*n;
  };
}

PersonKey key_of(const Id& person) {
  PersonKey key{};
  key[0] = static_cast<unsigned char>(person.low);
  return key;
}
std::optional<PersonKey> all_keys(const Id& person) { return key_of(person); }
std::optional<PersonKey> no_keys(const Id&) { return std::nullopt; }

Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

std::vector<Field> sample_fields() {
  return {{"control", Visibility::shared, {}, bytes("customs"), true},
          {"tip", Visibility::private_, {}, bytes("look under the seat"), true},
          {"name", Visibility::personal, anna, bytes("Анна"), true}};
}

Envelope sample_envelope(std::uint64_t version = 1) {
  return {"HoldPlaced", 1, recorder, stream, version, {1'150'000'000'000}, {{neighbour, 4}, {recorder, 1}}, {}};
}

SealedEvent sealed(const Hash& previous = no_previous, std::uint64_t version = 1) {
  const auto out = seal(sample_envelope(version), previous, sample_fields(), all_keys, numbers());
  EXPECT_TRUE(out) << out.error().what;
  auto event = parse_event(out->envelope, out->body, out->hash);
  EXPECT_TRUE(event) << event.error().what;
  return *event;
}

TEST(Envelope, comes_back_from_its_bytes) {
  auto envelope = sample_envelope();
  std::sort(envelope.seen.begin(), envelope.seen.end());
  envelope.commitment.fill(3);
  const auto back = parse_envelope(to_bytes(envelope));
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, envelope);
}

TEST(Envelope, has_one_way_to_be_written) {
  auto unsorted = sample_envelope();
  EXPECT_FALSE(parse_envelope(to_bytes(unsorted)).has_value()) << "seen out of order";
  auto twice = sample_envelope();
  twice.seen = {{recorder, 1}, {recorder, 2}};
  EXPECT_FALSE(parse_envelope(to_bytes(twice)));
  auto longer = to_bytes(Envelope{});
  longer.push_back(0);
  EXPECT_FALSE(parse_envelope(longer));
}

TEST(Event, verifies_and_opens_for_who_has_the_keys) {
  const auto event = sealed();
  EXPECT_TRUE(verify_event(event, no_previous));
  const auto fields = open(event, all_keys);
  ASSERT_TRUE(fields);
  EXPECT_EQ(*fields, sample_fields());
}

TEST(Event, holds_personal_values_as_ciphertext_only) {
  const auto out = seal(sample_envelope(), no_previous, sample_fields(), all_keys, numbers());
  const std::string body(out->body.begin(), out->body.end());
  EXPECT_EQ(body.find("Анна"), std::string::npos);
  EXPECT_NE(body.find("look under the seat"), std::string::npos);
}

TEST(Event, verifies_after_its_person_was_erased_and_stays_unreadable) {
  const auto event = sealed();
  EXPECT_TRUE(verify_event(event, no_previous));
  const auto fields = open(event, no_keys);
  ASSERT_TRUE(fields);
  EXPECT_FALSE((*fields)[2].present);
  EXPECT_TRUE((*fields)[2].value.empty());
  EXPECT_EQ((*fields)[2].person, anna);
  EXPECT_EQ((*fields)[1].value, bytes("look under the seat"));
}

TEST(Event, verifies_with_private_fields_withheld) {
  const auto whole = sealed();
  const auto partner = withhold(withhold(whole, Visibility::private_), Visibility::personal);
  const auto handed_over = shared_body(partner);
  const std::string text(handed_over.begin(), handed_over.end());
  EXPECT_EQ(text.find("look under the seat"), std::string::npos);
  const auto received = parse_event(whole.envelope_bytes, handed_over, whole.hash);
  ASSERT_TRUE(received) << received.error().what;
  EXPECT_TRUE(verify_event(*received, no_previous));
  const auto fields = open(*received, no_keys);
  ASSERT_TRUE(fields);
  EXPECT_EQ((*fields)[0].value, bytes("customs"));
  EXPECT_FALSE((*fields)[1].present);
  EXPECT_EQ((*fields)[2].person, Id{}) << "not even who it is about";
}

TEST(Event, handed_over_never_contains_the_secret_of_its_salts) {
  const auto out = seal(sample_envelope(), no_previous, sample_fields(), all_keys, numbers());
  const auto event = parse_event(out->envelope, out->body, out->hash);
  const auto handed_over = shared_body(*event);
  const auto secret = ByteView(out->body).subspan(1, 32);
  EXPECT_EQ(std::search(handed_over.begin(), handed_over.end(), secret.begin(), secret.end()), handed_over.end());
  EXPECT_NE(event->fields[0].salt, event->fields[1].salt);
}

TEST(Event, shows_every_flipped_byte) {
  const auto out = seal(sample_envelope(), no_previous, sample_fields(), all_keys, numbers());
  const auto believed = [](const SealedBytes& b) {
    const auto event = parse_event(b.envelope, b.body, b.hash);
    return event && verify_event(*event, no_previous);
  };
  ASSERT_TRUE(believed(*out));
  for (std::size_t i = 0; i < out->envelope.size(); ++i) {
    auto changed = *out;
    changed.envelope[i] ^= 1;
    EXPECT_FALSE(believed(changed)) << "envelope byte " << i;
  }
  int harmless = 0;
  for (std::size_t i = 0; i < out->body.size(); ++i) {
    auto changed = *out;
    changed.body[i] ^= 1;
    if (believed(changed)) {
      ++harmless;
    } else if (parse_event(changed.envelope, changed.body, changed.hash)) {
      EXPECT_FALSE(damaged_fields(changed.body).empty()) << i;
    }
  }
  EXPECT_EQ(harmless, 3 * 4) << "only the short checks beside the fields, which prove nothing and are checked apart";
}

TEST(Event, names_the_field_that_was_changed) {
  auto out = seal(sample_envelope(), no_previous, sample_fields(), all_keys, numbers());
  const auto place = std::search(out->body.begin(), out->body.end(), std::begin("seat"), std::end("seat") - 1);
  *place = 'S';
  EXPECT_EQ(damaged_fields(out->body), std::vector<std::string>{"tip"});
}

TEST(Event, follows_only_on_the_event_before_it) {
  const auto first = sealed();
  const auto second = sealed(first.hash, 2);
  EXPECT_TRUE(verify_event(second, first.hash));
  EXPECT_FALSE(verify_event(second, no_previous));
}

TEST(Event, ciphertext_moved_to_another_event_does_not_open) {
  auto first = sealed();
  const auto second = sealed(first.hash, 2);
  first.fields[2].stored = second.fields[2].stored;
  EXPECT_FALSE(open(first, all_keys));
}

TEST(Event, cannot_be_sealed_against_its_bounds) {
  const auto fails = [](Envelope envelope, std::vector<Field> fields, const KeyFor& keys) {
    return !seal(std::move(envelope), no_previous, fields, keys, numbers());
  };
  EXPECT_TRUE(fails(sample_envelope(), sample_fields(), no_keys)) << "no key for the person";
  auto twice = sample_fields();
  twice.push_back(twice.front());
  EXPECT_TRUE(fails(sample_envelope(), twice, all_keys));
  EXPECT_TRUE(fails(sample_envelope(), {{"big", Visibility::shared, {}, Bytes(largest_body_bytes), true}}, all_keys));
  EXPECT_TRUE(fails(sample_envelope(), {{"withheld", Visibility::private_, {}, {}, false}}, all_keys));
  auto seen = sample_envelope();
  seen.seen = {{recorder, 1}, {recorder, 2}};
  EXPECT_TRUE(fails(seen, sample_fields(), all_keys));
}

TEST(Event, parser_survives_any_bytes) {
  std::mt19937_64 random(7);
  const auto out = seal(sample_envelope(), no_previous, sample_fields(), all_keys, numbers());
  const auto whole = sealed();
  const std::vector<Bytes> bodies{out->body, shared_body(withhold(whole, Visibility::private_))};
  for (int i = 0; i < 50'000; ++i) {
    auto envelope = out->envelope;
    auto body = bodies[random() % 2];
    for (auto n = random() % 4; n-- > 0;) envelope[random() % envelope.size()] = static_cast<unsigned char>(random());
    for (auto n = random() % 6; n-- > 0;) body[random() % body.size()] = static_cast<unsigned char>(random());
    if (random() % 4 == 0) body.resize(random() % (body.size() + 1));
    if (const auto event = parse_event(envelope, body, out->hash)) {
      static_cast<void>(verify_event(*event, no_previous));
      static_cast<void>(open(*event, all_keys));
      static_cast<void>(damaged_fields(body));
    }
  }
}

/// The bytes that docs/log-format.md describes, made by another program from that page alone.
TEST(Event, has_the_bytes_that_are_written_down) {
  const auto out = seal({"Empty", 1, recorder, stream, 1, {1000}, {}, {}}, no_previous, {{"a", Visibility::shared, {}, {7}, true}}, no_keys,
                        [](std::span<unsigned char> s) { std::fill(s.begin(), s.end(), static_cast<unsigned char>(5)); });
  ASSERT_TRUE(out);
  EXPECT_EQ(to_hex(out->hash), "b52346d14d485491d0050e7b1223d0be5b9e0344ae3b01c066a74498bda15f7c");
}

}  // namespace
}  // namespace onestop::wire
