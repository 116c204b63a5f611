#include "engine/bind/detail/bound_front.h"

#include "data/document_builder.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/core/reports.h"
#include "schema/validate.h"

#include <string_view>
#include <utility>

namespace gongwen::engine {

namespace messages = diagnostics::messages;

namespace {

constexpr std::string_view kBindingPage = "binding";

}  // namespace

/// The number of pages is adjusted by starting the contents on a new sheet; without cover and contents nothing can be
/// adjusted.
bool BoundFront::make(const BindingPlan& plan, const std::vector<ContentsEntry>& entries, bool odd,
                      const RenderOptions& options, Run& plan_run) {
  if (!make_pages(plan, entries, false, options, plan_run)) return false;
  const bool is_odd = stages_->document().pages.size() % 2 == 1;
  if (is_odd == odd || !plan.has_cover || !plan.has_contents) return true;
  return make_pages(plan, entries, true, options, plan_run);
}

/// With `apart` the contents start on the sheet after that of the cover.
bool BoundFront::make_pages(const BindingPlan& plan, const std::vector<ContentsEntry>& entries, bool apart,
                            const RenderOptions& options, Run& plan_run) {
  // Objects that refer to the run are destroyed before it.
  stages_.reset();
  surroundings_.reset();
  document_.reset();
  page_ = kinds_.get_page(kBindingPage);
  if (!page_) {
    plan_run.sink().report(messages::EngineNoPage, diagnostics::Origin{}, kBindingPage);
    return false;
  }
  run_.emplace(page_);
  run_->obey(plan_run);
  const KindOutput* const output = page_->usable ? page_->find_output(Format::Pdf) : nullptr;
  const text::FontLibrary* const fonts = fonts_.get(*run_);
  if (page_->usable && output == nullptr) {
    run_->sink().report(messages::EngineNoSuchOutput, diagnostics::Origin{}, kBindingPage,
                        format_info(Format::Pdf).name);
  }
  if (output == nullptr || fonts == nullptr) return false;
  data_ = std::make_shared<const data::Document>(
      make_data(plan, entries, apart, run_->sources().add_name(std::string(kBindingPage))));
  run_->documents().add(data_);
  if (!schema::validate(*page_->schema, data_->root(), {}, run_->sink())) return false;
  document_ = prepare_document(*page_, *output, *data_, options, *run_);
  if (!document_) return false;
  surroundings_.emplace(PageSurroundings{*fonts, run_->origins()});
  stages_.emplace(document_->tree, document_->styles(*output), page_->files, *surroundings_, run_->sink());
  return stages_->build_boxes() && stages_->lay_out();
}

/// Makes the data of the page `binding` by its schema; without places, since no person wrote it.
data::Document BoundFront::make_data(const BindingPlan& plan, const std::vector<ContentsEntry>& entries, bool apart,
                                     diagnostics::SourceId source) const {
  // Places are 0, since there is no text that messages could point to.
  data::DocumentBuilder builder(source);
  const auto put = [&builder](std::string_view name, std::string_view text) {
    builder.key(name, 0, 0);
    builder.string(text, 0, 0);
  };
  const auto put_flag = [&builder](std::string_view name, bool flag) {
    builder.key(name, 0, 0);
    builder.boolean(flag, 0, 0);
  };
  builder.begin_object(0);
  put("language", plan.language);
  put("title", plan.title);
  if (!plan.organization.empty()) put("organization", plan.organization);
  if (!plan.date.empty()) put("date", plan.date);
  put_flag("cover", plan.has_cover);
  put_flag("contents", plan.has_contents);
  put_flag("apart", apart);
  builder.key("entries", 0, 0);
  builder.begin_array(0);
  for (const ContentsEntry& entry : entries) {
    builder.begin_object(0);
    put("id", entry.id);
    put("label", entry.label);
    put("title", entry.title);
    put("page", entry.page);
    builder.end_object(0);
  }
  builder.end_array(0);
  builder.end_object(0);
  return std::move(builder).finish();
}

/// Empty if no front was made.
Report BoundFront::report(const RenderOptions& options) {
  if (!run_) return {};
  settle_warnings(options, data_.get(), *run_);
  return std::move(*run_).report();
}

}  // namespace gongwen::engine
