#pragma once
// The description of the API, OpenAPI 3.1, collected route by route from the types that the handlers read and write.
//
//   OpenApi api("onestop", "0.1.0");
//   api.route("POST", "/api/v1/crossings/{id}/holds", "Hold a vehicle, person or consignment")
//       .path<Id>("id").header("Idempotency-Key", "one per intention of the officer", true)
//       .body<HoldVehicle>().answers<Decision>(200, "recorded").problem(409, "the crossing has changed").problem(422, "refused");
//   std::string document = api.document();
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/json_schema.h"

namespace onestop::wire {

class OpenApi {
 public:
  class Route {
   public:
    Route(SchemaBook& book, std::string_view method, std::string_view path, std::string_view summary);
    template <class T> Route& path(std::string_view name, std::string_view doc = "") { return parameter("path", name, book_.schema<T>(), true, doc); }
    /// Each member of the struct is a parameter, read with read_query<T>.
    template <IsStruct T> Route& query() {
      boost::mp11::mp_for_each<Members<T>>([&](auto member) {
        using Type = std::remove_reference_t<decltype(std::declval<T&>().*member.pointer)>;
        constexpr const auto& rules = Rules<decltype(member)::pointer>::value;
        parameter("query", wire_name(member.name), book_.schema<held<Type>>(rules), !may_be_absent<Type>, rules.doc);
      });
      return *this;
    }
    Route& header(std::string_view name, std::string_view doc, bool required);
    template <class T> Route& body() { return body_of(book_.schema<T>()); }
    template <class T> Route& answers(int status, std::string_view doc) { return answer_of(status, doc, "application/json", book_.schema<T>()); }
    Route& answers(int status, std::string_view doc) { return answer_of(status, doc, "", ""); }
    /// A stream of server-sent events whose data lines are T.
    template <class T> Route& events(std::string_view doc) { return events_of(doc, book_.schema<T>()); }
    Route& problem(int status, std::string_view doc);
    Route& tag(std::string_view name);
    Route& named(std::string_view operation_id);

   private:
    friend class OpenApi;
    Route& parameter(std::string_view in, std::string_view name, const std::string& schema, bool required, std::string_view doc);
    Route& body_of(const std::string& schema);
    Route& answer_of(int status, std::string_view doc, std::string_view type, const std::string& schema);
    Route& events_of(std::string_view doc, const std::string& schema);
    void write(std::string& out) const;

    SchemaBook& book_;
    std::string method_, path_, summary_, operation_, tag_, body_;
    std::vector<std::pair<std::string, std::string>> parameters_;  // key "in name" and object
    std::vector<std::pair<int, std::string>> answers_;
  };

  OpenApi(std::string title, std::string version);
  /// The reference stays good while the OpenApi lives. Parameters in braces are texts unless `path` says more.
  Route& route(std::string_view method, std::string_view path, std::string_view summary);
  /// A type that no route names (the data of an event), for generated clients.
  template <class T> OpenApi& component() {
    book_.schema<T>();
    return *this;
  }
  /// ("GET", "/api/v1/ping"), for a test against the router.
  std::vector<std::pair<std::string, std::string>> routes() const;
  std::string document() const;

 private:
  std::string title_, version_;
  SchemaBook book_{"#/components/schemas/"};
  std::deque<Route> routes_;
};

}  // namespace onestop::wire
