// Photographs over HTTP, and who is told what by the status.
#include "../../http/client.h"
#include "server/api/api.h"
#include "standing_api.h"
#include "wire/json.h"

namespace onestop::server::test {
namespace {

const std::string picture = std::string("\xff\xd8\xff\xe0", 4) + "a broken seal";

struct FilesApi : FilesPost {
  http::Answer put(const std::string& bytes, const std::string& type, const std::string& token, std::size_t said = 0) {
    http::Client client(standing->server->port());
    client.send("POST /api/v1/files HTTP/1.1\r\nHost: post\r\nContent-Type: " + type + "\r\nContent-Length: " + std::to_string(said ? said : bytes.size()) + "\r\n" +
                (token.empty() ? "" : "Authorization: Bearer " + token + "\r\n") + "\r\n" + bytes);
    return client.answer();
  }
  http::Answer get(const std::string& path, const std::string& token) {
    http::Client client(standing->server->port());
    return client.get(path, token.empty() ? "" : "Authorization: Bearer " + token + "\r\n");
  }
};

TEST_F(FilesApi, does_a_photograph_come_back_to_officers_as_it_was_sent) {
  const auto officer = token();
  const auto kept = put(picture, "image/jpeg", officer), again = put(picture, "image/jpeg", officer);
  ASSERT_EQ(kept.status, 201) << kept.body;
  EXPECT_EQ(kept.body, again.body);
  const auto hash = to_hex(sha256(as_bytes(picture)));
  EXPECT_EQ(kept.body, R"({"hash":")" + hash + R"(","media_type":"image/jpeg","size_bytes":17})");
  const auto shown = get("/api/v1/files/" + hash, officer);
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(shown.body, picture);
  for (const auto* line : {"Content-Type: image/jpeg", "Cache-Control: no-store", "X-Content-Type-Options: nosniff", "Content-Security-Policy: default-src 'none'; sandbox"})
    EXPECT_TRUE(shown.has(line)) << line;
  EXPECT_EQ(get("/api/v1/files/" + hash, "").status, 401);
  EXPECT_EQ(get("/api/v1/files/" + std::string(64, '0'), officer).status, 404);
  EXPECT_EQ(get("/api/v1/files/..%2f..%2fetc", officer).status, 404);
}

TEST_F(FilesApi, does_another_officer_see_a_photograph_only_by_a_crossing_that_cites_it) {
  const auto officer = token(), other = token("kz_gate_out_1");
  ASSERT_EQ(said(post.take_desk("kz_gate_out_1")), "done");
  ASSERT_EQ(put(picture, "image/jpeg", officer).status, 201);
  const auto hash = to_hex(sha256(as_bytes(picture)));
  ASSERT_EQ(said(post.arrive(1)), "done");
  ASSERT_EQ(said(post.arrive(2)), "done");
  const auto crossing = to_text(StandingPost::crossing_id(1));
  EXPECT_EQ(get("/api/v1/files/" + hash, other).status, 404);
  EXPECT_EQ(get("/api/v1/files/" + hash + "?crossing=" + crossing, other).status, 404);
  crossing::AttachPhotograph attach;
  attach.photograph = Id{12, 1};
  attach.subject = StandingPost::vehicle_id(1);
  attach.hash = sha256(as_bytes(picture));
  attach.media_type = "image_jpeg";
  attach.size_bytes = static_cast<std::uint32_t>(picture.size());
  ASSERT_EQ(said(post.ask("kz_gate_in_1", StandingPost::crossing_id(1), attach)), "done");
  EXPECT_EQ(get("/api/v1/files/" + hash + "?crossing=" + crossing, other).status, 403) << "the vehicle is not before him, and he says no purpose";
  EXPECT_EQ(get("/api/v1/files/" + hash + "?purpose=complaint&crossing=" + crossing, other).status, 200);
  EXPECT_EQ(get("/api/v1/files/" + hash + "?crossing=" + to_text(StandingPost::crossing_id(2)), other).status, 404);
}

TEST_F(FilesApi, does_an_officer_send_no_more_than_his_share_in_a_shift) {
  const auto officer = token(), other = token("kz_gate_out_1");
  for (int i = 0; i < 300; ++i) ASSERT_EQ(put(picture + std::to_string(i), "image/jpeg", officer).status, 201) << i;
  EXPECT_EQ(put(picture + "one more", "image/jpeg", officer).status, 429);
  EXPECT_EQ(put(picture + "one more", "image/jpeg", other).status, 201);
}

TEST_F(FilesApi, is_only_a_photograph_of_the_kind_that_is_said_and_of_8_MiB_taken) {
  const auto officer = token();
  EXPECT_EQ(put(picture, "image/jpeg", "").status, 401);
  EXPECT_EQ(put(picture, "image/png", officer).status, 415);
  EXPECT_EQ(put("<html>", "text/html", officer).status, 415);
  EXPECT_EQ(put("<html>", "image/jpeg", officer).status, 415);
  EXPECT_EQ(put("", "image/jpeg", officer, store::Files::largest_bytes + 1).status, 413);
  EXPECT_EQ(put(picture + std::string(store::Files::largest_bytes - picture.size(), 'x'), "image/jpeg", officer).status, 201);
}

TEST_F(FilesApi, is_a_damaged_file_said_and_not_shown) {
  const auto officer = token();
  ASSERT_EQ(put(picture, "image/jpeg", officer).status, 201);
  const auto hash = to_hex(sha256(as_bytes(picture)));
  std::filesystem::resize_file(folder / "post.files" / hash.substr(0, 2) / hash, 5);
  EXPECT_EQ(get("/api/v1/files/" + hash, officer).status, 503);
}

TEST_F(FilesApi, does_the_status_tell_more_to_whoever_has_signed_in) {
  const auto guest = get("/api/v1/status", ""), officer = get("/api/v1/status", token());
  EXPECT_EQ(guest.status, 200);
  for (const auto* code : {"log", "law", "clocks"}) EXPECT_TRUE(guest.says("\"code\":\"" + std::string(code) + "\"")) << code;
  for (const auto* code : {"queue", "quarantine", "disk", "streams", "checkpoint", "refusals", "build"}) {
    EXPECT_FALSE(guest.says("\"code\":\"" + std::string(code) + "\"")) << code;
    EXPECT_TRUE(officer.says("\"code\":\"" + std::string(code) + "\"")) << code;
  }
}

}  // namespace
}  // namespace onestop::server::test
