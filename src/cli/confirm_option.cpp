#include "cli/confirm_option.h"

#include "base/date.h"
#include "base/format.h"
#include "base/json.h"
#include "cli/environment.h"
#include "cli/options.h"
#include "cli/wording.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"

namespace gongwen::cli {

void ConfirmOption::declare_use(OptionList& list) {
  list.add("--confirmed", &file_, texts::CliConfirmConfirmed).value = "FILE";
}

void ConfirmOption::declare_confirm(OptionList& list) {
  list.add("--confirm", &add_to_, texts::CliConfirmConfirm).value = "FILE";
}

void ConfirmOption::declare_prune(OptionList& list) { list.add("--prune", &prune_, texts::CliConfirmPrune); }

void ConfirmOption::declare_without_author(OptionList& list) {
  declare_use(list);
  declare_confirm(list);
  declare_prune(list);
}

void ConfirmOption::declare_add(OptionList& list) {
  declare_use(list);
  declare_confirm(list);
  list.add("--by", &by_, texts::CliConfirmBy).value = "NAME";
}

void ConfirmOption::declare_all(OptionList& list) {
  declare_add(list);
  declare_prune(list);
}

std::optional<int> ConfirmOption::open(Session& session, RenderOptions& options, bool as_json) {
  if (adds() && !file_.empty()) return refuse_useless(session, "--confirmed", "--confirm");
  if (!adds() && prune_) return refuse_useless(session, "--prune", "--confirmed");
  if (!adds() && !by_.empty()) return refuse_useless(session, "--by", "--confirmed");
  if (file().empty()) return std::nullopt;
  ConfirmOptions wanted;
  wanted.file = file();
  wanted.add = adds();
  wanted.prune = prune_;
  wanted.language = session.wording().language;
  if (adds()) {
    wanted.by = author_name(by_);
    wanted.time = base::format_moment(wall_clock_seconds());
  }
  Report report;
  confirmed_ = ConfirmedWarnings::open(wanted, report);
  options.confirmed = confirmed_;
  if (confirmed_) return std::nullopt;
  return as_json ? print_result(session, base::Json::object(), report) : session.print_report(report);
}

Report ConfirmOption::finish(const Report& report, bool found_all) const {
  return confirmed_ ? confirmed_->finish(report, found_all) : report;
}

std::string ConfirmOption::change_text(const Wording& wording) const {
  if (!confirmed_ || confirmed_->added() + confirmed_->removed() == 0) return {};
  const std::size_t added = confirmed_->added();
  const std::size_t removed = confirmed_->removed();
  return wording(texts::CliConfirmChanged, file(), added, removed);
}

}  // namespace gongwen::cli
