#pragma once
// The parts of the printed page. Used by the report only.
#include "study/report.h"
#include "study/report_text.h"
#include "study/report_words.h"

namespace onestop::study {

/// What every part of the page is made of, computed once.
struct Results {
  std::vector<SegmentRow> by_segment, by_class;  // class, direction, layout; class, layout: layouts are never mixed
  std::vector<SegmentRow> by_channel;            // channel, sps, prearrival, layout
  std::vector<SegmentRow> hours;                 // layout, weekday, hour
  std::vector<DayEffect> by_day;                 // as by_class
  BeforeAfter compared;
  std::vector<OwnerShare> owners;
  Activities activities;
  std::vector<ClockSkew> skews;
};

struct Page {
  const Columns& columns;
  const ReportOf& of;
  const Results& results;
  const ReportWords& words;

  std::string scope() const;
  std::string method() const;
  std::string process_map() const;
  std::string results_part() const;
  std::string owners_part() const;
  std::string recommendations_part() const;

  // Used by several parts.
  std::string heading(int number, std::string_view key) const;
  std::string sentence(std::string_view key, ReportWords::Values values = {}) const;  // a paragraph
  std::string head(std::initializer_list<std::string_view> keys) const;
  /// A segment by the words of its values.
  std::string name_of(const std::vector<Dimension>& by, const SegmentRow& row) const;
  std::string value_word(Dimension of, const std::string& value) const;
  std::string owner_words(const Spender& spender) const;
  std::string interval(const std::optional<Interval>& of) const;  // minutes, or "too few"
  std::string seconds(std::int64_t ms) const { return words.number(static_cast<double>(ms) / 1000, 1); }

 private:
  std::string founding() const;
  std::string founding_costs() const;
  std::string segment_rows(const std::vector<Dimension>& by, const std::vector<SegmentRow>& rows) const;
  std::string figures_cells(const Figures& f) const;
  std::string heat_map(const std::string& layout) const;
  std::string comparison() const;
  std::string compared_rows(const ComparedRow& row) const;
  std::string compared_line(const std::string& name, const Comparison& made, const std::string& by_days) const;
  std::string estimate_cells(const Estimate& ms, const Estimate& percents) const;
  std::string verdict(const Estimate& of) const;
  std::string needed_rows() const;
  std::string sampled_rows() const;
  std::vector<std::string> recommendations() const;
};

inline const std::vector<Dimension> of_class{Dimension::traffic_class, Dimension::layout}, of_segment{Dimension::traffic_class, Dimension::direction, Dimension::layout},
    of_channel{Dimension::channel, Dimension::sps, Dimension::prearrival, Dimension::layout}, of_hour{Dimension::layout, Dimension::weekday, Dimension::hour};

}  // namespace onestop::study
