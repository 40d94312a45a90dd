// Documents over HTTP: which are taken, what the scanner says of them, who attaches and who reads them.
#include "../../http/client.h"
#include "fake_clamd.h"
#include "server/api/api.h"
#include "server/scan/scanner.h"
#include "standing_api.h"

namespace onestop::server::test {
namespace {

const std::string pdf = "%PDF-1.4\nmodel permit\n%%EOF\n";
const std::string png = std::string("\x89PNG\r\n\x1a\n", 8) + "a stamp";
const std::string jpeg = std::string("\xff\xd8\xff\xe0", 4) + "a stamp";
const std::string eicar = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

struct DocumentsApi : FilesPost {
  /// Signed in, and on shift.
  std::string seated(const char* desk) {
    take_desk(*standing->api, *standing->api->officers.by_id(StandingPost::officer_id(desk)), desk);
    return token(desk);
  }

  http::Answer request(const std::string& method, const std::string& path, const std::string& body, const std::string& type, const std::string& token, std::size_t said = 0, const std::string& more = "") {
    http::Client client(standing->server->port());
    client.send(method + " " + path + " HTTP/1.1\r\nHost: post\r\nContent-Type: " + type + "\r\nContent-Length: " + std::to_string(said ? said : body.size()) + "\r\n" +
                (token.empty() ? "" : "Authorization: Bearer " + token + "\r\n") + more + "\r\n" + body);
    return client.answer();
  }
  http::Answer put(const std::string& bytes, const std::string& type, const std::string& token, std::size_t said = 0) { return request("POST", "/api/v1/documents", bytes, type, token, said); }
  http::Answer get(const std::string& path, const std::string& token, const std::string& more = "") {
    http::Client client(standing->server->port());
    return client.get(path, "Authorization: Bearer " + token + "\r\n" + more);
  }
  http::Answer attach(const Id& subject, const std::string& token, const std::string& bytes = pdf, const std::string& type = "application_pdf", std::uint64_t attachment = 1, std::uint64_t crossing = 1) {
    const auto command = R"({"command":{"type":"AttachDocument","attachment":")" + to_text(Id{0x0190000000007000u, 1000 + attachment}) + R"(","subject":")" + to_text(subject) + R"(","kind":"permit","hash":")" +
                         hash_of(bytes) + R"(","media_type":")" + type + R"(","size_bytes":)" + std::to_string(bytes.size()) + R"(,"title":"Permit of M. Model"}})";
    return request("POST", "/api/v1/crossings/" + to_text(StandingPost::crossing_id(crossing)) + "/commands", command, "application/json", token);
  }
  static std::string hash_of(const std::string& bytes) { return to_hex(sha256(as_bytes(bytes))); }
  static std::string place(const std::string& bytes, std::uint64_t crossing = 1) { return "/api/v1/files/" + hash_of(bytes) + "?crossing=" + to_text(StandingPost::crossing_id(crossing)); }
  std::size_t kept() const {
    std::size_t count = 0;
    std::error_code ec;
    for (std::filesystem::recursive_directory_iterator at(folder / "post.files", ec), end; !ec && at != end; at.increment(ec))
      count += at->is_regular_file() && at->path().filename().string().size() == 64;
    return count;
  }
};

TEST_F(DocumentsApi, is_a_document_taken_as_what_its_bytes_say) {
  const auto officer = token();
  EXPECT_EQ(put(pdf, "application/pdf", "").status, 401);
  const auto answer = put(pdf, "application/pdf", officer);
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.body, R"({"hash":")" + hash_of(pdf) + R"(","media_type":"application/pdf","size_bytes":28})");
  EXPECT_EQ(put(png, "image/png", officer).status, 201);
  EXPECT_EQ(put(jpeg, "image/jpeg", officer).status, 201);
  EXPECT_EQ(put("<?xml version=\"1.0\"?><a/>", "application/xml", officer).status, 201);
  EXPECT_EQ(put("\xef\xbb\xbf <a/>", "text/xml; charset=utf-8", officer).status, 201);
  EXPECT_EQ(put("Накладная № 7", "text/plain; charset=utf-8", officer).status, 201);
  const std::vector<std::pair<std::string, std::string>> wrong{
      {pdf, "text/plain"}, {pdf, "image/png"}, {png, "image/jpeg"}, {"MZ\x90 a program", "application/pdf"}, {"plain", "application/xml"}, {"<a/>", "text/plain"},
      {std::string("nul\0here", 8), "text/plain"}, {"latin \xe9", "text/plain"}, {"<!DOCTYPE html><p>", "application/xml"}, {" <HTML>", "application/xml"}, {"<html>", "text/html"},
      {std::string("RIFF\0\0\0\0WEBP", 12), "image/webp"}, {"", "text/plain"}, {pdf, "application/octet-stream"}};
  for (const auto& [bytes, type] : wrong) {
    const auto no = put(bytes, type, officer);
    EXPECT_EQ(no.status, 415) << type << ": " << bytes;
    EXPECT_TRUE(no.says("\"file.document_kind\"")) << type;
  }
  EXPECT_EQ(kept(), 6u);
}

TEST_F(DocumentsApi, are_16_MiB_taken_and_not_one_byte_more) {
  const auto officer = token();
  EXPECT_EQ(put(pdf + std::string(store::Files::largest_document_bytes - pdf.size(), 'x'), "application/pdf", officer).status, 201);
  EXPECT_EQ(put("", "application/pdf", officer, store::Files::largest_document_bytes + 1).status, 413);
}

TEST_F(DocumentsApi, does_an_officer_send_no_more_than_his_share_in_a_shift) {
  const auto officer = token();
  for (int i = 0; i < 100; ++i) ASSERT_EQ(put(pdf + std::to_string(i), "application/pdf", officer).status, 201) << i;
  EXPECT_EQ(put(pdf + "one more", "application/pdf", officer).status, 429);
  EXPECT_EQ(put(pdf + "one more", "application/pdf", token("kz_gate_out_1")).status, 201);
  EXPECT_EQ(request("POST", "/api/v1/files", jpeg, "image/jpeg", officer).status, 201) << "photographs are counted apart";
}

TEST_F(DocumentsApi, does_the_card_list_what_was_attached_and_a_download_give_it_as_it_was_sent) {
  const auto officer = token(), other = seated("kz_gate_out_1");
  ASSERT_EQ(said(post.arrive(1)), "done");
  ASSERT_EQ(put(pdf, "application/pdf", officer).status, 201);
  ASSERT_EQ(attach(StandingPost::vehicle_id(1), officer).status, 200);
  const auto card = get("/api/v1/crossings/" + to_text(StandingPost::crossing_id(1)), other);
  EXPECT_TRUE(card.says(R"("kind":"permit","hash":")" + hash_of(pdf))) << card.body;
  EXPECT_TRUE(card.says("Permit of M. Model"));
  const auto given = get(place(pdf), other);
  ASSERT_EQ(given.status, 200) << given.body;
  EXPECT_EQ(given.body, pdf);
  for (const auto& line : {std::string("Content-Type: application/pdf"), "Content-Disposition: attachment; filename=\"permit-" + hash_of(pdf).substr(0, 8) + ".pdf\"",
                           std::string("Cache-Control: no-store"), std::string("X-Content-Type-Options: nosniff"), std::string("Content-Security-Policy: default-src 'none'; sandbox")})
    EXPECT_TRUE(given.has(line)) << line << "\n" << given.head;
}

TEST_F(DocumentsApi, is_only_attached_what_its_officer_sent_and_as_it_is) {
  const auto officer = token(), other = seated("kz_gate_out_1");
  ASSERT_EQ(said(post.arrive(1)), "done");
  EXPECT_TRUE(attach(StandingPost::vehicle_id(1), officer).says("file.document_missing")) << "nobody sent it";
  ASSERT_EQ(put(pdf, "application/pdf", officer).status, 201);
  EXPECT_TRUE(attach(StandingPost::vehicle_id(1), other).says("file.document_missing")) << "another sent it";
  EXPECT_TRUE(attach(StandingPost::vehicle_id(1), officer, pdf, "text_plain").says("file.document_missing"));
  ASSERT_EQ(request("POST", "/api/v1/files", jpeg, "image/jpeg", officer).status, 201);
  EXPECT_TRUE(attach(StandingPost::vehicle_id(1), officer, jpeg, "image_jpeg").says("file.document_missing")) << "sent as a photograph";
  EXPECT_EQ(attach(StandingPost::vehicle_id(1), officer).status, 200);
}

TEST_F(DocumentsApi, does_a_document_come_out_by_no_crossing_but_its_own) {
  const auto officer = token(), other = seated("kz_gate_out_1");
  ASSERT_EQ(said(post.arrive(1)), "done");
  ASSERT_EQ(said(post.arrive(2)), "done");
  ASSERT_EQ(put(pdf, "application/pdf", officer).status, 201);
  ASSERT_EQ(attach(StandingPost::vehicle_id(1), officer).status, 200);
  EXPECT_EQ(get("/api/v1/files/" + hash_of(pdf), other).status, 404);
  EXPECT_EQ(get(place(pdf, 2), other).status, 404);
  EXPECT_TRUE(attach(StandingPost::vehicle_id(2), other, pdf, "application_pdf", 2, 2).says("file.document_missing")) << "a hash alone opens nothing";
  EXPECT_EQ(get(place(pdf), other).status, 200);
}

TEST_F(DocumentsApi, is_a_travellers_paper_for_frontier_officers_with_a_purpose_alone_and_its_reading_on_record) {
  const auto officer = token();
  ASSERT_EQ(said(post.arrive(1)), "done");
  ASSERT_EQ(put(pdf, "application/pdf", officer).status, 201);
  ASSERT_EQ(attach(StandingPost::person_id(1), officer).status, 200);
  const auto shown = "/api/v1/crossings/" + to_text(StandingPost::crossing_id(1));
  const auto customs = seated("kz_car_customs_1"), partner = seated("kg_passport_car_1");
  standing->api->accesses = std::make_shared<Accesses>();
  EXPECT_EQ(get(place(pdf), customs, "Onestop-Purpose: control\r\n").status, 403);
  EXPECT_FALSE(get(shown, customs, "Onestop-Purpose: control\r\n").says("Permit of M. Model"));
  EXPECT_EQ(get(place(pdf), partner).status, 403) << "no purpose was said";
  EXPECT_TRUE(get(shown, partner, "Onestop-Purpose: control\r\n").says("Permit of M. Model"));
  const auto given = get(place(pdf), partner, "Onestop-Purpose: control\r\n");
  EXPECT_EQ(given.status, 200) << given.body;
  EXPECT_EQ(given.body, pdf);
  const auto accesses = get(shown + "/accesses", token("kg_shift_head"));
  EXPECT_TRUE(accesses.says("document.personal")) << accesses.body;
}

struct Scanned : DocumentsApi {
  std::unique_ptr<FakeClamd> clamd;
  void prepare() override {
    clamd = std::make_unique<FakeClamd>(folder / "clamd");
    auto address = read_scanner_address("unix:" + (folder / "clamd").string());
    ASSERT_TRUE(address);
    standing->api->scanner = std::make_shared<Scanner>(*address, Scanner::Bounds{300, 300, 60'000});
  }
};

TEST_F(Scanned, is_what_is_clean_kept) {
  const auto officer = token();
  const auto large = pdf + std::string(300'000, 'x');
  EXPECT_EQ(put(large, "application/pdf", officer).status, 201);
  EXPECT_EQ(clamd->last(), large) << "the scanner sees every byte";
  EXPECT_EQ(request("POST", "/api/v1/files", jpeg, "image/jpeg", officer).status, 201);
  EXPECT_EQ(clamd->last(), jpeg) << "photographs as well";
  standing->api->scanner->look();
  const auto status = get("/api/v1/status", officer);
  EXPECT_TRUE(status.says(R"("code":"scanner","good":true)")) << status.body;
  EXPECT_TRUE(status.says("ClamAV 1.0.7/27000/model"));
}

TEST_F(Scanned, is_what_is_found_named_and_not_kept) {
  const auto officer = token();
  const auto no = put(eicar, "text/plain", officer);
  EXPECT_EQ(no.status, 422);
  EXPECT_TRUE(no.says("file.infected")) << no.body;
  EXPECT_TRUE(no.says("Eicar-Test-Signature"));
  EXPECT_EQ(kept(), 0u);
  EXPECT_EQ(get("/api/v1/files/" + hash_of(eicar), officer).status, 404);
}

TEST_F(Scanned, is_nothing_kept_while_the_scanner_is_silent_closes_or_fails) {
  const auto officer = token();
  for (const auto mood : {FakeClamd::Mood::hanging, FakeClamd::Mood::closing, FakeClamd::Mood::failing, FakeClamd::Mood::endless}) {
    clamd->mood = mood;
    const auto no = put(pdf, "application/pdf", officer);
    EXPECT_EQ(no.status, 503) << static_cast<int>(mood) << no.body;
    EXPECT_TRUE(no.says("file.not_scanned"));
    EXPECT_TRUE(no.has("Retry-After"));
  }
  EXPECT_EQ(kept(), 0u);
  clamd.reset();
  EXPECT_EQ(put(pdf, "application/pdf", officer).status, 503);
  EXPECT_EQ(kept(), 0u);
  const auto status = get("/api/v1/status", officer);
  EXPECT_TRUE(status.says(R"("code":"scanner","good":false)")) << status.body;
}

TEST(ScannerAddress, which_addresses_are_ones) {
  EXPECT_EQ(read_scanner_address("unix:/run/clamav/clamd.ctl")->path, "/run/clamav/clamd.ctl");
  EXPECT_EQ(read_scanner_address("tcp:scan.example:3310")->host, "scan.example");
  EXPECT_EQ(read_scanner_address("tcp:[::1]:3310")->host, "::1");
  EXPECT_EQ(read_scanner_address("tcp:[::1]:3310")->port, "3310");
  for (const auto* wrong : {"", "unix:", "unix:relative", "tcp:", "tcp:host", "tcp::3310", "tcp:host:", "tcp:host:0", "tcp:host:65536", "tcp:host:a", "/run/clamav/clamd.ctl"})
    EXPECT_FALSE(read_scanner_address(wrong)) << wrong;
  EXPECT_FALSE(read_scanner_address("unix:/" + std::string(200, 'a')));
}

}  // namespace
}  // namespace onestop::server::test
