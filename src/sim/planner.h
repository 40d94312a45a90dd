#pragma once
// How a plan is made: every word of the overlay is looked up, teams are formed of the layout's desks.
#include <string>

#include "sim/plan.h"

namespace onestop::sim {

class Planner {
 public:
  Planner(const post::Post& post, const Code& layout, law::Compiled compiled, Overlay overlay);
  Expected<std::shared_ptr<const Plan>> run();

 private:
  /// Each says what is wrong, or nothing.
  std::string arrangement();
  std::string flows();
  std::string times();
  std::string outcomes();
  std::string rosters();
  std::string pools();
  std::string roads();
  std::string devices();

  std::string flow(const Flow& flow);
  std::string claims(const std::string& who, const std::vector<Chance>& chances, law::SubjectKind kind);
  std::string unknown(const char* what, const std::string& word, const std::string& where) const;
  bool is_control(const Code& code) const;
  bool is_class(const Code& code) const;
  bool is_state(const Code& code) const;
  const law::FactBit* fact(const Code& code) const { return plan_->compiled_.procedures[0].fact(code); }

  void form_teams();
  int team_for(int direction, int slot, int traffic_class, law::Side side, law::Act act, const Code& agency);
  int form(int direction, const law::DeskSeat& desk, const std::vector<const law::DeskSeat*>& seats);
  std::array<double, 168> profile(const Flow& flow) const;
  Stream stream(std::size_t flow, int direction) const;
  const Quantiles* table(Family family, double cv);

  const post::Post& post_;
  const post::Layout* layout_ = nullptr;
  Code layout_code_;
  std::shared_ptr<Plan> plan_ = std::make_shared<Plan>();
  std::array<std::vector<Code>, 2> zones_of_;  // into which the lanes of a direction lead
  bool apart_ = false;                         // they differ
  std::vector<std::tuple<Family, double, const Quantiles*>> made_;
};

}  // namespace onestop::sim
