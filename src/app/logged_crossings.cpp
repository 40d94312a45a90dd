#include "app/logged_crossings.h"

#include <fmt/core.h>

#include <algorithm>

#include "app/data_store.h"
#include "server/post/crossing_file.h"
#include "server/post/law_on_record.h"
#include "wire/post_yaml.h"

namespace onestop::app {
namespace {

constexpr std::int64_t least_ms = 2 * day_ms;

Expected<std::optional<Instant>> instant_of(const std::string& text, const char* option) {
  if (text.empty()) return std::nullopt;
  if (const auto at = parse_instant(text)) return at;
  if (const auto day = parse_day(text)) return Instant{day->number * day_ms};
  return fault(fmt::format("--{} is no time; right would be 2010-07-05 or 2010-07-05T02:00:00Z", option));
}

Expected<std::vector<store::CrossingRow>> rows_of(store::Reader& reader, const Code& layout) {
  std::vector<store::CrossingRow> out;
  store::CrossingQuery query;
  query.limit = store::largest_page;
  for (;;) {
    auto page = reader.crossings(query);
    if (!page) return std::unexpected(page.error());
    if (page->empty()) return out;
    query.before = store::CrossingQuery::Key{page->back().arrived, page->back().crossing};
    for (auto& row : *page)
      if (layout.empty() || row.layout == layout) out.push_back(std::move(row));
  }
}

std::string fitness(const LogQuestion& question, const std::vector<store::CrossingRow>& rows, Instant from, Instant to) {
  if (rows.empty()) return question.data + " holds no crossing" + (question.from.empty() && question.to.empty() && question.layout.empty() ? "" : " of this time and layout") + "; there is nothing to fit";
  if (rows.size() == 1) return question.data + " holds one crossing only; rates and spreads cannot be fitted from one";
  if (std::ranges::none_of(rows, [](const auto& row) { return row.released.has_value(); }))
    return fmt::format("none of the {} crossings in {} was released; how long crossings take cannot be fitted from them", rows.size(), question.data);
  if (to - from < least_ms)
    return fmt::format("the crossings in {} span {:.1f} days; arrivals by hour need two days at least", question.data, static_cast<double>(to - from) / static_cast<double>(day_ms));
  return {};
}

Expected<void> observe(store::Reader& reader, const std::vector<store::CrossingRow>& rows, std::span<fit::Observer* const> observers) {
  const auto law = server::LawOnRecord::read(reader, {});
  if (!law) return std::unexpected(law.error());
  for (const auto& row : rows) {
    auto file = server::read_crossing_file(reader, row.crossing, law->post());
    if (const auto archive = reader.archived(row.crossing); !file && archive && *archive) continue;
    if (!file) return std::unexpected(file.error());
    if (!*file) continue;
    const fit::Crossing one{std::move((*file)->events), law->of(row.procedure)};
    for (auto* observer : observers) observer->take(one);
  }
  return {};
}

}  // namespace

Expected<LoggedPost> read_logged(const LogQuestion& question) {
  const auto from = instant_of(question.from, "from"), to = instant_of(question.to, "to");
  if (!from) return std::unexpected(from.error());
  if (!to) return std::unexpected(to.error());
  auto post = wire::load_post(question.post);
  if (!post) return fault(wire::to_text(post.error()));
  if (auto there = must_exist(question.data); !there) return std::unexpected(there.error());
  if (!Code::fits(question.layout)) return fault("\"" + question.layout + "\" is too long for the name of a layout");
  auto store = open_store(question.data);
  if (!store) return std::unexpected(store.error());
  auto reader = (*store)->reader();
  if (!reader) return std::unexpected(reader.error());
  auto rows = rows_of(**reader, Code(question.layout));
  if (!rows) return std::unexpected(rows.error());
  std::erase_if(*rows, [&](const auto& row) { return (*from && row.arrived < **from) || (*to && row.arrived >= **to); });

  LoggedPost out;
  out.post = std::move(*post);
  if (!rows->empty()) {
    out.from = from->value_or(std::ranges::min_element(*rows, {}, &store::CrossingRow::arrived)->arrived);
    out.to = to->value_or(std::ranges::max_element(*rows, {}, &store::CrossingRow::arrived)->arrived + 1);
  }
  out.split = out.to;
  if (question.held_out_ms > 0) out.split = Instant{(out.to.ms - question.held_out_ms + day_ms / 2) / day_ms * day_ms};
  if (const auto why = fitness(question, *rows, out.from, out.to); !why.empty()) return fault(why);
  if (question.held_out_ms > 0 && out.split - out.from < day_ms)
    return fault(fmt::format("{:.1f} days of {} are left for the fit when the others are held out; hold fewer out", static_cast<double>(out.split - out.from) / static_cast<double>(day_ms), question.data));
  fit::Observer fitted({out.from, out.split, question.parted_by}), all({out.from, out.to, question.parted_by});
  fit::Observer* const both[] = {&fitted, &all};
  const auto done = observe(**reader, *rows, std::span(both, question.held_out_ms > 0 ? 2 : 1));
  if (!done) return std::unexpected(done.error());
  out.fitted = fitted.finish();
  if (question.held_out_ms > 0) out.all = all.finish();
  if (out.fitted.came.empty()) return fault(fmt::format("the law of the crossings in {} is not on record there, so their controls cannot be read", question.data));
  return out;
}

}  // namespace onestop::app
