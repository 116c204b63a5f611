#include "engine/core/detail/confirmation_list.h"
#include "engine/core/reports.h"
#include "gongwen/confirmed.h"

namespace gongwen {

ConfirmedWarnings::ConfirmedWarnings(std::unique_ptr<engine::ConfirmationList> list) : list_(std::move(list)) {}
ConfirmedWarnings::~ConfirmedWarnings() = default;

std::shared_ptr<ConfirmedWarnings> ConfirmedWarnings::open(const ConfirmOptions& options, Report& report) {
  auto list = std::make_unique<engine::ConfirmationList>(options);
  if (!list->read()) {
    report = list->report();
    return nullptr;
  }
  return std::shared_ptr<ConfirmedWarnings>(new ConfirmedWarnings(std::move(list)));
}

Report ConfirmedWarnings::finish(const Report& report, bool found_all) {
  return engine::merge_reports({report, list_->finish(found_all)});
}

std::size_t ConfirmedWarnings::added() const { return list_->added(); }
std::size_t ConfirmedWarnings::removed() const { return list_->removed(); }

}  // namespace gongwen

namespace gongwen::engine {

void settle_warnings(const RenderOptions& options, const data::Document* document, Run& run,
                     const std::string& record) {
  if (options.confirmed && document != nullptr)
    options.confirmed->list().settle({*document, record}, options.profile, run);
  if (options.strict) run.promote_open_warnings();
}

}  // namespace gongwen::engine
