#include "capi/detail/result.h"

#include "diagnostics/catalogue/capi.h"
#include "engine/core/reports.h"
#include "gongwen/json.h"

#include <exception>
#include <iterator>
#include <new>
#include <stdexcept>

namespace gongwen::capi {
namespace {

namespace messages = diagnostics::messages;

template <typename... Arguments>
Outcome failed(diagnostics::DiagnosticId id, const Arguments&... arguments) {
  engine::Run run;
  run.sink().report(id, diagnostics::Origin{}, arguments...);
  return {std::move(run).report()};
}

/// What is left when not even a message can be made. It is made by the first call, while there is memory.
gw_result& no_memory_result() noexcept {
  try {
    static gw_result constant(failed(messages::CapiNoMemory), true);
    return constant;
  } catch (...) {
    static gw_result bare;
    return bare;
  }
}

template <typename Failure>
gw_result* failed_result(const Failure& failure) noexcept {
  try {
    return new gw_result(failure());
  } catch (...) {
    return &no_memory_result();
  }
}

}  // namespace

Outcome refused(Report report) {
  Outcome outcome{std::move(report)};
  outcome.status = Status::BadUsage;
  return outcome;
}

Outcome one_file(std::string name, std::string format, TextResult text) {
  Outcome outcome{std::move(text.report)};
  if (outcome.report.ok()) outcome.files.push_back({std::move(name), std::move(format), std::move(text.text)});
  return outcome;
}

gw_result* guarded(const std::function<Outcome()>& work) noexcept {
  no_memory_result();
  try {
    return new gw_result(work());
  } catch (const std::bad_alloc&) {
    return failed_result([] { return failed(messages::CapiNoMemory); });
  } catch (const std::length_error&) {
    return failed_result([] { return failed(messages::CapiNoMemory); });
  } catch (const std::exception& failure) {
    return failed_result([&] { return failed(messages::CapiUnexpected, std::string_view(failure.what())); });
  } catch (...) {
    return failed_result([] { return failed(messages::CapiUnexpected, std::string_view("?")); });
  }
}

}  // namespace gongwen::capi

gw_result::gw_result(gongwen::capi::Outcome made, bool is_kept)
    : status(static_cast<int>(made.status.value_or(made.report.status()))),
      is_constant(is_kept),
      files(std::move(made.files)),
      report_(std::move(made.report)),
      members_(made.members.text()) {
  for (std::size_t i = 0; is_kept && i < std::size(reports_); ++i) reports_[i] = written_report(i);
  for (std::size_t i = 0; is_kept && i < std::size(texts_); ++i) texts_[i] = written_text(i);
}

std::string gw_result::written_report(std::size_t language) const {
  namespace base = gongwen::base;
  const bool has_both = language == gongwen::capi::kBothLanguages;
  base::Json result = base::Json::object();
  result.set("status", status);
  result.append(
      gongwen::report_json(report_, has_both ? gongwen::Language::English : static_cast<gongwen::Language>(language)));
  if (has_both) result.set("diagnostics", base::Json(nlohmann::ordered_json(report_.messages())));
  const std::string own = members_.substr(0, members_.size() - 1);  // without the brace
  return own + (own == "{" ? "" : ",") + result.text().substr(1);
}

std::string gw_result::written_text(std::size_t language) const {
  return report_.text(static_cast<gongwen::Language>(language), gongwen::Messages::All);
}

const std::string* gw_result::report(std::size_t language) const noexcept {
  try {
    const std::lock_guard lock(mutex_);
    if (!reports_[language]) reports_[language] = written_report(language);
    return &*reports_[language];
  } catch (...) {
    return nullptr;
  }
}

const std::string* gw_result::text(gongwen::Language language) const noexcept {
  try {
    const std::lock_guard lock(mutex_);
    const auto index = static_cast<std::size_t>(language);
    if (!texts_[index]) texts_[index] = written_text(index);
    return &*texts_[index];
  } catch (...) {
    return nullptr;
  }
}
