#include "cli/hand_on_option.h"

#include "cli/environment.h"
#include "cli/session.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "engine/core/run.h"
#include "resources/read_file.h"

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;

constexpr std::size_t kMaxMessage = std::size_t{1} << 20;

}  // namespace

void HandOnOption::declare(OptionList& list) {
  list.add("--hand-on", &options_.file, texts::CliPublishHandOn).value = "FILE";
  list.add("--only-hand-on", &options_.is_only, texts::CliPublishOnlyHandOn);
  list.add("--give-up", &options_.give_up, texts::CliPublishGiveUp).value = "TARGET";
  list.add("--hand-on-again", &options_.again, texts::CliPublishHandOnAgain).value = "TARGET";
  list.add("--message", &message_, texts::CliPublishMessage).value = "SUBJECT";
  list.add("--run-after", &options_.run_after, texts::CliPublishRunAfter).value = "CMD";
}

int HandOnOption::read(const Session& session, const PublishOptions& publish, const std::string& by,
                       const std::string& reason) {
  complete(session);
  if (!decides() && !options_.is_only) return 0;
  if (!options_.give_up.empty() && !options_.again.empty()) {
    return print_usage_error(session, messages::CliTooMany, {"--hand-on-again"});
  }
  for (const auto& [option, is_given] :
       {std::pair{"--catch-up", publish.catch_up}, std::pair{"--preview", publish.preview},
        std::pair{"--rebuild", publish.rebuild}, std::pair{"--take-back", publish.take_back},
        std::pair{"--period", !publish.period.empty() && !decides()}}) {
    if (is_given) return print_usage_error(session, messages::CliTooMany, {option});
  }
  if (!decides()) return options_.is_wanted() ? 0 : print_usage_error(session, messages::CliMissing, {"--hand-on"});
  options_.is_only = true;
  options_.period = publish.period;
  if (!options_.again.empty() && options_.period.empty()) {
    return print_usage_error(session, messages::CliMissing, {"--period"});
  }
  if (!options_.give_up.empty() && reason.empty())
    return print_usage_error(session, messages::CliMissing, {"--reason"});
  options_.by = author_name(by);
  options_.reason = reason;
  return 0;
}

void HandOnOption::complete(const Session& session) {
  options_.environment = all_variables();
  options_.credentials_folder = environment_variable("CREDENTIALS_DIRECTORY").value_or("");
  options_.storage = storage_access();
  options_.language = session.wording().language;
}

int HandOnOption::send_message(Session& session, const PublishOptions& publish) {
  if (options_.file.empty()) return print_usage_error(session, messages::CliMissing, {"--hand-on"});
  complete(session);
  engine::Run run;
  const auto text = resources::read_bytes("-", {kMaxMessage}, run.sink());
  if (!text) return session.print_report(std::move(run).report());
  publish::HandingOn handing(session.engine_options(), publish, options_);
  if (handing.prepare()) handing.send_message(message_, *text);
  return session.print_report(handing.report());
}

std::string HandOnOption::text_of(const HandedOn& one, const Wording& wording) {
  if (one.state == "done") {
    return wording(texts::CliPublishHandedOn, one.target, one.period, one.edition);
  }
  if (one.state == "new") return wording(texts::CliPublishNewTarget, one.target, one.period, one.edition);
  if (one.state == "again") return wording(texts::CliPublishHandsOnAgain, one.target, one.period);
  if (one.state == "given-up") {
    return one.period.empty() ? wording(texts::CliPublishGivenUpAll, one.target)
                              : wording(texts::CliPublishGivenUp, one.target, one.period);
  }
  return {};  // an error says so
}

}  // namespace gongwen::cli
