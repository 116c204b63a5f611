#include "engine/returned/detail/compare_form.h"

#include "diagnostics/catalogue/intake.h"
#include "engine/kinds/detail/manifest.h"
#include "engine/returned/detail/compare_pages.h"
#include "engine/returned/detail/compare_print.h"
#include "engine/returned/detail/form_pages.h"
#include "engine/returned/detail/match_print.h"
#include "engine/returned/detail/printed_form.h"
#include "engine/returned/detail/shown_form.h"
#include "intake/field_data.h"
#include "intake/given_values.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace gongwen::engine {
namespace {

using intake::RawField;
using intake::ReturnedFile;

/// Each time that data is read, more of them may be known.
constexpr int kTriesWithData = 2;

std::string data_of_fields(const std::vector<RawField>& fields, const std::string& given, const CompiledKind& kind) {
  intake::FieldData data = intake::data_from_fields(fields, *kind.schema, kind.manifest->info.name);
  intake::restore_given(data, given);
  return data.json;
}

/// The values that a form sent out with the base data carries without showing them.
std::string given_of_base(const FormSources& sources) {
  const auto form = show_form(sources.kind, intake::FileType::Pdf, sources.base);
  return form ? form->given : std::string();
}

/// The file beside the pages of the form with some data in it.
struct FormCandidate {
  ReturnedFile file;
  ComparedPages places;
  ComparedPrint print;
  std::shared_ptr<const FormPages> pages;

  std::size_t differences() const { return places.changes + places.moved + print.differences; }
  bool is_clean() const { return places.is_exact && differences() == 0; }
  bool is_better_than(const FormCandidate& other) const {
    const std::pair own(places.is_exact, places.is_same_form);
    const std::pair others(other.places.is_exact, other.places.is_same_form);
    return own > others || (own == others && differences() < other.differences());
  }
};

class FormComparer {
 public:
  FormComparer(const ReturnedFile& file, const FormSources& sources, const ShownForm& shown,
               std::shared_ptr<const FormPages> blank)
      : file_(file), sources_(sources), shown_(shown), blank_(std::move(blank)), best_(with(blank_, nullptr)) {}

  FormCandidate run() {
    if (!best_.is_clean() && !sources_.base.empty() && try_data(sources_.base)) {
      // Programs that join files drop it.
      if (best_.places.is_exact && best_.file.given.empty()) best_.file.given = given_of_base(sources_);
    }
    for (int i = 0; i < kTriesWithData && !best_.is_clean(); ++i) {
      if (!try_data(data_of_fields(fields_of(best_), file_.given, *sources_.kind))) break;
    }
    if (best_.pages == blank_ && last_ && best_.print.differences > 0) {
      best_.print = compare_print(file_.pages, *blank_, best_.places.matched, last_.get());
    }
    return std::move(best_);
  }

 private:
  FormCandidate with(std::shared_ptr<const FormPages> pages, const FormPages* other) const {
    FormCandidate candidate{file_, {}, {}, std::move(pages)};
    candidate.places = compare_pages(candidate.file, *candidate.pages, shown_, *sources_.kind->schema);
    // Other editions print something else.
    if (sources_.same_print && candidate.places.is_same_form) {
      candidate.print = compare_print(file_.pages, *candidate.pages, candidate.places.matched, other);
    }
    return candidate;
  }

  bool try_data(const std::string& json) {
    auto pages = pages_of_data(sources_.kind, json, sources_.kinds, sources_.fonts);
    if (!pages) return false;
    last_ = std::make_shared<const FormPages>(*std::move(pages));
    FormCandidate own = with(last_, blank_.get());
    if (!own.is_better_than(best_)) return false;
    best_ = std::move(own);
    return true;
  }

  /// The fields read by name, and those found by their places.
  std::vector<RawField> fields_of(const FormCandidate& candidate) const {
    std::vector<RawField> fields = file_.fields;
    for (const RawField& field : candidate.file.fields) {
      const bool is_known = std::any_of(fields.begin(), fields.end(),
                                        [&field](const RawField& known) { return known.pointer == field.pointer; });
      if (!is_known) fields.push_back(field);
    }
    return fields;
  }

  const ReturnedFile& file_;
  const FormSources& sources_;
  const ShownForm& shown_;
  const std::shared_ptr<const FormPages> blank_;
  std::shared_ptr<const FormPages> last_;  // with data
  FormCandidate best_;
};

/// The pages that do not belong to the form. Where another edition prints something else, so that print was not
/// compared: the pages that this program has not made, if it has made others.
std::vector<std::size_t> other_pages(const FormPages& pages, const FormCandidate& found) {
  const auto is_ours = [](const intake::FormPage& page) {
    return !page.widgets.empty() ||
           std::any_of(page.texts.begin(), page.texts.end(),
                       [](const intake::PrintedText& text) { return text.as != intake::PrintedAs::Loose; });
  };
  std::vector<bool> is_known = found.print.is_known;
  if (is_known.empty()) {
    for (const intake::FormPage& page : pages) is_known.push_back(is_ours(page));
  } else {
    // Places to fill in have been looked at, each by itself.
    for (std::size_t i = 0; i < pages.size(); ++i) {
      const auto& widgets = pages[i].widgets;
      is_known[i] = is_known[i] || std::any_of(widgets.begin(), widgets.end(),
                                               [](const auto& widget) { return !widget.pointer.empty(); });
    }
  }
  if (!found.pages || std::find(is_known.begin(), is_known.end(), true) == is_known.end()) return {};
  return find_other_pages(pages, *found.pages, is_known, found.places.is_exact);
}

}  // namespace

ComparedForm compare_form(ReturnedFile& file, const FormSources& sources) {
  const auto shown = blank_form(sources.kind, intake::FileType::Pdf);
  auto blank = blank_pages(sources.kind, sources.kinds, sources.fonts);
  if (!shown || !blank) return {};
  FormCandidate found = FormComparer(file, sources, *shown, std::move(blank)).run();
  file = std::move(found.file);
  ComparedForm compared{found.places.is_same_form, std::move(found.places.notices)};
  std::move(found.print.notices.begin(), found.print.notices.end(), std::back_inserter(compared.notices));
  const std::vector<std::size_t> others = other_pages(file.pages, found);
  if (!others.empty()) compared.notices.push_back(other_pages_notice(others));
  return compared;
}

bool read_printed(ReturnedFile& file, const FormSources& sources) {
  const auto shown = blank_form(sources.kind, intake::FileType::Pdf);
  const auto blank = blank_pages(sources.kind, sources.kinds, sources.fonts);
  if (!shown || !blank) return false;
  PrintedForm best = read_printed_form(file, *blank, *shown);
  const auto try_data = [&](const std::string& json) {
    const auto pages = pages_of_data(sources.kind, json, sources.kinds, sources.fonts);
    if (!pages) return false;
    PrintedForm own = read_printed_form(file, *pages, *shown);
    if (own.share <= best.share) return false;
    best = std::move(own);
    return true;
  };
  std::string given = file.given;
  if (best.share < 100 && !sources.base.empty() && try_data(sources.base) && best.share >= kWholePrint) {
    given = given_of_base(sources);
  }
  for (int i = 0; i < kTriesWithData && best.share > 0 && best.share < kWholePrint; ++i) {
    if (!try_data(data_of_fields(best.fields, {}, *sources.kind))) break;
  }
  if (best.share == 0) return false;
  file.given = std::move(given);
  file.fields = std::move(best.fields);
  file.blanks = std::move(best.blanks);
  std::erase_if(file.notices,
                [](const intake::Notice& notice) { return notice.id == diagnostics::messages::IntakeNoFields; });
  std::move(best.notices.begin(), best.notices.end(), std::back_inserter(file.notices));
  return true;
}

}  // namespace gongwen::engine
