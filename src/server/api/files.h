#pragma once
// What the routes of photographs and documents share.
#include "server/api/api.h"
#include "store/sent_files.h"

namespace onestop::server {

inline constexpr std::string_view photograph_kind = "photograph", document_kind = "document";

/// Who sent what in his shift.
store::SentFiles sent_files(const Api& api);

/// The media type as it stands in events: "application_pdf".
Code media_code(std::string_view media_type);

/// Disks are slow: a thread of its own does the work, so that no other request waits.
void by_the_workshop(Workshop& workshop, http::Request request, http::Reply reply, std::function<void(http::Request, http::Reply)> act);

/// Bytes come in: POST /api/v1/files and /api/v1/documents.
void add_intake_routes(http::Router& router, wire::OpenApi& doc, Api& api);

}  // namespace onestop::server
