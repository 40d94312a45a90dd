#include <algorithm>
#include <charconv>

#include "server/api/files.h"
#include "wire/json.h"

namespace onestop::wire {
using namespace onestop::crossing;
template <> struct Rules<&RegisterArrival::plate> { static constexpr FieldRules value{.min_length = 2, .max_length = 20}; };
template <> struct Rules<&RegisterArrival::persons> { static constexpr FieldRules value{.max_items = 100}; };
template <> struct Rules<&RegisterArrival::consignments> { static constexpr FieldRules value{.max_items = 100}; };
template <> struct Rules<&RegisterArrival::claims> { static constexpr FieldRules value{.max_items = 50}; };
template <> struct Rules<&RegisterArrival::seals> { static constexpr FieldRules value{.max_length = 50, .max_items = 50}; };
template <> struct Rules<&NewPerson::name> { static constexpr FieldRules value{.min_length = 1, .max_length = 200}; };
template <> struct Rules<&NewPerson::document> { static constexpr FieldRules value{.min_length = 1, .max_length = 50}; };
template <> struct Rules<&NewConsignment::reference> { static constexpr FieldRules value{.min_length = 1, .max_length = 70}; };
template <> struct Rules<&NewConsignment::goods> { static constexpr FieldRules value{.max_length = 500}; };
template <> struct Rules<&NewConsignment::items> { static constexpr FieldRules value{.min = 1, .max = 9999}; };
template <> struct Rules<&CloseControl::remarks> { static constexpr FieldRules value{.max_length = 2000}; };
template <> struct Rules<&CloseControl::establishes> { static constexpr FieldRules value{.max_items = 20}; };
template <> struct Rules<&PlaceHold::evidence> { static constexpr FieldRules value{.max_length = 500}; };
template <> struct Rules<&PlaceHold::note> { static constexpr FieldRules value{.max_length = 2000}; };
template <> struct Rules<&OrderControl::reason> { static constexpr FieldRules value{.max_length = 2000}; };
template <> struct Rules<&DeclineAttendance::reason> { static constexpr FieldRules value{.max_length = 2000}; };
template <> struct Rules<&DrawInspectionAct::findings> { static constexpr FieldRules value{.max_length = 5000}; };
template <> struct Rules<&DrawInspectionAct::seals_found> { static constexpr FieldRules value{.max_length = 50, .max_items = 50}; };
template <> struct Rules<&DrawInspectionAct::seals_affixed> { static constexpr FieldRules value{.max_length = 50, .max_items = 50}; };
template <> struct Rules<&LetDepart::seals> { static constexpr FieldRules value{.max_length = 50, .max_items = 50}; };
template <> struct Rules<&ReportAlarm::occupancy> { static constexpr FieldRules value{.max_length = 100}; };
template <> struct Rules<&AgreeAlarmClosure::findings> { static constexpr FieldRules value{.max_length = 2000}; };
template <> struct Rules<&RequestCorrection::value> { static constexpr FieldRules value{.min_length = 1, .max_length = 200}; };
template <> struct Rules<&RequestCorrection::reason> { static constexpr FieldRules value{.max_length = 2000}; };
template <> struct Rules<&AttachDocument::size_bytes> { static constexpr FieldRules value{.min = 1, .max = largest_document_bytes}; };
template <> struct Rules<&AttachDocument::title> { static constexpr FieldRules value{.max_length = 200}; };
template <> struct Rules<&AttachPhotograph::size_bytes> { static constexpr FieldRules value{.min = 1, .max = largest_photograph_bytes}; };
template <> struct Rules<&AttachPhotograph::caption> { static constexpr FieldRules value{.max_length = 200}; };
template <> struct Rules<&LiftHold::note> { static constexpr FieldRules value{.max_length = 2000}; };
template <> struct Rules<&RequestHold::note> { static constexpr FieldRules value{.max_length = 2000}; };
template <> struct Rules<&RefuseSubject::note> { static constexpr FieldRules value{.max_length = 2000}; };
template <> struct Rules<&LetDepart::plate> { static constexpr FieldRules value{.max_length = 20}; };
template <> struct Rules<&onestop::server::SignRequest::pin> { static constexpr FieldRules value{.min_length = 4, .max_length = 100}; };
}  // namespace onestop::wire

namespace onestop::server {

http::Response invalid(const http::Request& request, wire::Findings findings) {
  return http::problem(request, {.status = 400, .code = "message.invalid", .detail = "The message cannot be read.", .findings = std::move(findings)});
}

namespace {

http::Response answer(const http::Request& request, const Result& result) {
  if (const auto* done = std::get_if<Recorded>(&result)) {
    auto response = http::json(wire::to_json(CommandAnswer{done->crossing, done->version, done->events}));
    response.headers.push_back({"ETag", "\"" + std::to_string(done->version) + "\""});
    return response;
  }
  if (const auto* no = std::get_if<Refused>(&result)) return refusal_answer(request, *no);
  if (const auto* stale = std::get_if<Stale>(&result))
    return http::problem(request, {.status = 409, .code = "crossing.changed",
                                   .detail = "The crossing has changed since you looked; it is at version " + std::to_string(stale->actual) + " now."});
  if (std::holds_alternative<KeyReused>(result))
    return http::problem(request, {.status = 409, .code = "command.key_reused", .detail = "This Idempotency-Key belongs to another command."});
  if (const auto* kept = std::get_if<Quarantined>(&result))
    return http::problem(request, {.status = 500, .code = "crossing.quarantined",
                                   .detail = "This crossing is set aside because a result could not be right; tell the operator the reference " + to_text(kept->reference) + "."});
  if (std::holds_alternative<Busy>(result)) {
    auto response = http::problem(request, {.status = 503, .code = "server.busy", .detail = "Too many commands wait; try again in a moment."});
    response.headers.push_back({"Retry-After", "1"});
    return response;
  }
  return http::problem(request, {.status = 503, .code = "server.fault", .detail = std::get<Failed>(result).what});
}

}  // namespace

std::optional<http::Response> read_conditions(const http::Request& request, const SignedIn& who, Job& job) {
  if (const auto match = request.header("if-match")) {
    auto text = *match;
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    std::uint64_t version = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (wrong != std::errc{} || end != text.data() + text.size())
      return http::problem(request, {.status = 400, .code = "message.invalid", .detail = "If-Match must hold the version of the crossing, as the ETag does."});
    job.expected_version = version;
  }
  if (const auto key = request.header("idempotency-key")) {
    if (key->empty() || key->size() > 200)
      return http::problem(request, {.status = 400, .code = "message.invalid", .detail = "Idempotency-Key must have 1 to 200 characters."});
    const auto hash = sha256({to_bytes(job.crossing), as_bytes(request.path), as_bytes("\n"), as_bytes(request.body)});
    job.idempotency = store::Idempotency{to_text(who.session.officer.id), std::string(*key), hash, wall_now()};
  }
  return std::nullopt;
}

void submit(Api& api, http::Request request, http::Reply reply, Job job) {
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  job.reply = [later, asked](const Result& result) { (*later)(answer(*asked, result)); };
  api.runner.submit(std::move(job));
}

namespace {

/// What a command says of a file: the bytes are kept here, are what it says, and were sent by its officer. Who knows a hash alone
/// would else attach another's file to a crossing of his own and read it there.
struct CitedFile {
  Hash hash{};
  Code media_type;
  std::uint32_t size_bytes = 0;
  bool document = false;
};

std::optional<CitedFile> file_of(const crossing::Command& command) {
  if (const auto* taken = std::get_if<crossing::AttachPhotograph>(&command)) return CitedFile{taken->hash, taken->media_type, taken->size_bytes, false};
  if (const auto* paper = std::get_if<crossing::AttachDocument>(&command)) return CitedFile{paper->hash, paper->media_type, paper->size_bytes, true};
  return std::nullopt;
}

std::optional<http::Response> unkept(const Api& api, const http::Request& request, const Id& officer, const CitedFile& wish) {
  Expected<std::optional<store::StoredFile>> stored(std::nullopt);
  if (api.files && sent_files(api).is_own(officer, wish.document ? document_kind : photograph_kind, wish.hash)) stored = wish.document ? api.files->find_document(wish.hash) : api.files->find(wish.hash);
  if (!stored) return fault_answer(request, stored.error());
  if (*stored && (*stored)->size_bytes == wish.size_bytes && media_code((*stored)->media_type) == wish.media_type) return std::nullopt;
  return http::problem(request, {.status = 422, .code = wish.document ? "file.document_missing" : "file.missing", .detail = wish.document ? "You have sent no document of this hash, kind and size in this shift; send its bytes to /api/v1/documents first."
                                                                                                 : "You have sent no photograph of this hash, kind and size in this shift; send its bytes to /api/v1/files first."});
}

/// Looks at the disk, so not on a network thread.
void attach(Api& api, http::Request request, http::Reply reply, CitedFile wish, Job job) {
  by_the_workshop(api.archive, std::move(request), std::move(reply), [&api, wish, made = std::make_shared<Job>(std::move(job))](http::Request asked, http::Reply later) {
    if (auto no = unkept(api, asked, made->actor.officer, wish)) return later(std::move(*no));
    submit(api, std::move(asked), std::move(later), std::move(*made));
  });
}

/// Id of the crossing: in the path, or for an arrival in the header Crossing-Id.
void take_command(Api& api, http::Request request, http::Reply reply, std::optional<Id> crossing) {
  auto who = signed_in(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  if (!crossing) return reply(not_found(request, "This is no identity of a crossing."));
  auto wish = wire::read_json<CommandRequest>(request.body);
  if (!wish) return reply(invalid(request, wish.error()));
  const auto& session = std::get<SignedIn>(who);
  if (auto gone = desk_gone(api, request, session)) return reply(std::move(*gone));
  const bool arrival = std::holds_alternative<crossing::RegisterArrival>(wish->command), to_list = request.params.empty();
  if (arrival != to_list)
    return reply(http::problem(request, {.status = 400, .code = "message.invalid", .detail = "Arrivals are registered at /api/v1/crossings; everything else is asked for on the crossing itself."}));
  Job job;
  job.actor = session.actor();
  job.crossing = *crossing;
  job.command = std::move(wish->command);
  if (auto no = read_conditions(request, session, job)) return reply(std::move(*no));
  if (const auto wish = file_of(job.command)) return attach(api, std::move(request), std::move(reply), *wish, std::move(job));
  submit(api, std::move(request), std::move(reply), std::move(job));
}

/// Unlocks the officer's key, signs the act as it is on record, and submits the command that carries the signature.
void sign_act(Api& api, const std::shared_ptr<http::Request>& request, const std::shared_ptr<http::Reply>& reply, const SignedIn& who, Id crossing, const SignRequest& wish) {
  if (!api.sessions.find(who.token)) return (*reply)(http::problem(*request, {.status = 401, .code = "session.none", .detail = "Sign in first; the session is missing or over."}));
  const auto counted = "PIN of " + to_text(who.session.officer.id);  // across sessions: signing in again resets nothing
  if (const auto pause = api.sessions.pause_s(counted, request->peer); pause > 0) {
    auto response = http::problem(*request, {.status = 429, .code = "session.paused", .detail = "Too many wrong PINs; wait before you try again."});
    response.headers.push_back({"Retry-After", std::to_string(pause)});
    return (*reply)(std::move(response));
  }
  const auto secret = api.officers.unlock(who.session.officer, wish.pin);
  if (!secret) return (*reply)(fault_answer(*request, secret.error()));
  api.sessions.tried(counted, request->peer, secret->has_value());
  if (!*secret) return (*reply)(http::problem(*request, {.status = 403, .code = "session.wrong_pin", .detail = "The PIN is wrong."}));
  auto reader = api.readers.borrow();
  if (!reader) return (*reply)(fault_answer(*request, {"the log cannot be read"}));
  const auto file = read_crossing_file(*reader, crossing, api.regime.post().code);
  if (!file) return (*reply)(unread(*reader, *request, crossing, file.error()));
  if (!*file) return (*reply)(not_found(*request, "There is no such crossing."));
  crossing::SignInspectionAct command{wish.inspection, {}, {}};
  for (const auto& half : (*file)->state.halves)
    for (const auto& act : half.acts) {
      if (act.inspection != wish.inspection) continue;
      const auto bytes = crossing::act_bytes(act);
      command.act = sha256(bytes);
      command.signature = sign(bytes, **secret);
    }
  Job job;
  job.actor = who.actor();
  job.crossing = crossing;
  job.command = command;
  job.reply = [reply, request](const Result& result) { (*reply)(answer(*request, result)); };
  api.runner.submit(std::move(job));
}

http::Response ask(Api& api, const http::Request& request) {
  auto who = signed_in(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
  const auto id = parse_id(request.param("id"));
  if (!id) return not_found(request, "This is no identity of a crossing.");
  const auto wish = wire::read_json<CommandRequest>(request.body);
  if (!wish) return invalid(request, wish.error());
  auto reader = api.readers.borrow();
  if (!reader) return fault_answer(request, {"the log cannot be read"});
  const auto file = read_crossing_file(*reader, *id, api.regime.post().code);
  if (!file) return unread(*reader, request, *id, file.error());
  const auto* opened = *file ? (*file)->state.opened() : nullptr;
  if (!opened) return not_found(request, "There is no such crossing.");
  const auto* procedure = api.regime.of(opened->opening->procedure);
  if (!procedure) return fault_answer(request, {"this server does not hold the law under which the crossing was opened"});
  const auto decision = crossing::decide((*file)->state, *procedure, std::get<SignedIn>(who).actor(), wish->command, api.clock.now());
  QuestionAnswer given;
  if (const auto* no = std::get_if<crossing::Refusal>(&decision)) {
    given.refusal = refusal_view(*procedure, *no);
  } else {
    const auto& events = std::get<crossing::Accepted>(decision).events;
    given.allowed = true;
    given.basis = provision_view(*procedure, crossing::by_of(events.front()).basis);
    for (const auto& event : events)
      given.events.push_back(std::visit([](const auto& one) { return Code(wire::short_name<std::remove_cvref_t<decltype(one)>>()); }, event));
  }
  return http::json(wire::to_json(given));
}

}  // namespace

void add_command_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("POST", "/api/v1/crossings/{id}/commands", "Ask for something on a crossing").path<Id>("id")
      .header("Idempotency-Key", "one per intention of the officer", false).header("If-Match", "version that the officer saw", false)
      .body<CommandRequest>().answers<CommandAnswer>(200, "recorded").problem(400, "unreadable").problem(401, "sign in first")
      .problem(403, "no right").problem(409, "the crossing has changed").problem(422, "refused").problem(503, "try again");
  router.post("/api/v1/crossings/{id}/commands", [&api](http::Request request, http::Reply reply) {
    const auto id = parse_id(request.param("id"));
    take_command(api, std::move(request), std::move(reply), id);
  });

  doc.route("POST", "/api/v1/crossings", "Register an arrival under an identity that the gate mints")
      .header("Crossing-Id", "identity of the new crossing, version 7", true).header("Idempotency-Key", "one per intention of the officer", false)
      .body<CommandRequest>().answers<CommandAnswer>(200, "recorded").problem(400, "unreadable").problem(401, "sign in first").problem(403, "no right").problem(422, "refused");
  router.post("/api/v1/crossings", [&api](http::Request request, http::Reply reply) {
    const auto header = request.header("crossing-id");
    const auto id = header ? parse_id(*header) : std::nullopt;
    if (!id || (id->high & 0xf000u) != 0x7000u)
      return reply(http::problem(request, {.status = 400, .code = "message.invalid", .detail = "The header Crossing-Id must hold a UUID of version 7."}));
    take_command(api, std::move(request), std::move(reply), id);
  });

  doc.route("POST", "/api/v1/crossings/{id}/questions", "Why may I, why may I not").path<Id>("id").body<CommandRequest>().answers<QuestionAnswer>(200, "what would follow").problem(401, "sign in first").problem(404, "unknown");
  router.post("/api/v1/crossings/{id}/questions", [&api](const http::Request& request) { return ask(api, request); });

  doc.route("POST", "/api/v1/crossings/{id}/signatures", "Sign an inspection act with the officer's own key").path<Id>("id").body<SignRequest>().answers<CommandAnswer>(200, "signed").problem(403, "wrong PIN").problem(422, "refused");
  router.post("/api/v1/crossings/{id}/signatures", [&api](http::Request request, http::Reply reply) {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
    const auto id = parse_id(request.param("id"));
    if (!id) return reply(not_found(request, "This is no identity of a crossing."));
    const auto wish = wire::read_json<SignRequest>(request.body);
    if (!wish) return reply(invalid(request, wish.error()));
    const auto session = std::get<SignedIn>(who);
    if (auto gone = desk_gone(api, request, session)) return reply(std::move(*gone));
    auto later = std::make_shared<http::Reply>(std::move(reply));
    auto asked = std::make_shared<http::Request>(std::move(request));
    const bool queued = api.signing.add([&api, later, asked, session, id = *id, wish = *wish] { sign_act(api, asked, later, session, id, wish); });
    if (!queued) (*later)(http::problem(*asked, {.status = 503, .code = "server.busy", .detail = "Too many sign at once; try again."}));
  });
}

}  // namespace onestop::server
