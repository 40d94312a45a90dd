#pragma once
// The report of a time release study, as files: one page that prints, and tables for whoever computes again. Under the headings of the
// method of the World Customs Organization: objectives and scope, method, process map, results, delay owners, recommendations.
#include "study/activities.h"
#include "study/segments.h"

namespace onestop::study {

struct ReportOf {
  std::string title;                   // of the post
  std::string source;                  // what the stays were read from, as a sentence
  std::vector<std::string> remarks;    // what a reader must know of the data, as sentences
  std::optional<Instant> from, to;     // of the release; the window
  Layouts layouts = {};                // empty: no comparison
  std::optional<std::int64_t> target_ms = {};
  double precision = 0.05;             // wished half-width of a mean's interval, share of the mean
  std::uint64_t seed = 1;
  const ActivityTable* activities = nullptr;
};

struct ReportFile {
  std::string name, content;
};

/// report.html, segments.csv, hours.csv, comparison.csv, owners.csv, activities.csv. Times in the page are minutes, in the tables
/// milliseconds. The same columns and wishes give the same bytes.
std::vector<ReportFile> report(const Columns& columns, const ReportOf& of);

/// A field of a table: quoted where it holds a comma, a quote or a line's end.
std::string csv_field(std::string_view text);
/// segments as lines, with a head; `by` gives the first columns.
std::string segments_csv(const std::vector<Dimension>& by, std::string_view measure, const std::vector<SegmentRow>& rows, bool head);

}  // namespace onestop::study
