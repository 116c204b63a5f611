#include "engine/returned/detail/form_parts.h"

#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "engine/render/detail/make_files.h"
#include "engine/returned/detail/compare_pages.h"
#include "engine/returned/detail/match_pages.h"
#include "engine/returned/detail/shown_form.h"
#include "intake/field_data.h"
#include "intake/file_reader.h"

#include <algorithm>
#include <map>
#include <set>

// A PDF may hold several forms: of different kinds, or of several people. Pages are grouped by comparing each with the
// blank forms of all kinds; if the answer is not certain, the file is refused, since mixing data of two people would be
// worse.
namespace gongwen::engine {
namespace {

/// Made and read back like a returned form, so that both sides of a comparison come from the same reader.
std::optional<FormPages> make_pages(const std::shared_ptr<const CompiledKind>& kind, const std::string& json,
                                    bool is_blank, KindLibrary& kinds, FontSource& fonts) {
  const auto bytes = made_form(kind, json, is_blank, Format::Pdf, kinds, fonts);
  if (!bytes) return std::nullopt;
  intake::ReturnedFile form = kinds.file_reader().read(*bytes, {});
  if (form.pages.empty()) return std::nullopt;
  return std::move(form.pages);
}

}  // namespace

std::optional<std::string> made_form(const std::shared_ptr<const CompiledKind>& kind, const std::string& json,
                                     bool is_blank, Format format, KindLibrary& kinds, FontSource& fonts) {
  Run run(kind);
  run.make_blank_form(is_blank);
  const text::FontLibrary* const library = fonts.get(run);
  const auto data = library == nullptr ? std::nullopt : data_of_form(*kind, json, run);
  if (!data) return std::nullopt;
  RenderOptions options;
  options.fillable = true;
  options.pdf.field_font = "none";  // the font of the fields does not move them
  std::vector<FinishedFile> files =
      make_files(*kind, data->document, {&format, 1}, {*library, options, pdf::SpareCore::No, &kinds}, run);
  return files.size() == 1 ? std::optional(std::move(files.front().bytes)) : std::nullopt;
}

/// Empty data means the blank form.
std::optional<FormPages> pages_of_data(const std::shared_ptr<const CompiledKind>& kind, const std::string& json,
                                       KindLibrary& kinds, FontSource& fonts) {
  if (!kind || !kind->usable || !kind->schema || kind->find_output(Format::Pdf) == nullptr) return std::nullopt;
  const bool is_blank = json == "{}";
  auto pages = make_pages(kind, json, is_blank, kinds, fonts);
  // The data lacks values that the templates need: the form was not complete when it was sent out.
  return pages || is_blank ? std::move(pages) : make_pages(kind, json, true, kinds, fonts);
}

/// Made once for each kind, by the first thread that needs it.
std::shared_ptr<const FormPages> blank_pages(const std::shared_ptr<const CompiledKind>& kind, KindLibrary& kinds,
                                             FontSource& fonts) {
  if (!kind) return nullptr;
  // Made once for a kind: a collection compares hundreds of forms with the same blank one.
  CompiledKind::BlankPages& blank = kind->derived->blank_pages;
  std::call_once(blank.once, [&] {
    const auto shown = blank_form(kind, intake::FileType::Pdf);
    if (!shown || shown->names.empty()) return;
    if (auto made = pages_of_data(kind, "{}", kinds, fonts)) {
      blank.pages = std::make_shared<const FormPages>(*std::move(made));
    }
  });
  return blank.pages;
}

namespace {

namespace messages = diagnostics::messages;
using intake::FormPart;
using intake::RawField;
using intake::ReturnedFile;

/// A page of the file, as a page of a kind's form.
struct PageOfKind {
  std::string kind;
  std::size_t page = 0;  // counted from 1; 0: of no form
  std::size_t score = 0;
};

/// The number of names on the page of a form; 1 if it has none.
std::size_t form_names_of(const FormPages& form, std::size_t page) {
  std::set<std::string> names;
  for (const intake::FormWidget& widget : form[page - 1].widgets) names.insert(intake::field_pattern(widget.pointer));
  return std::max<std::size_t>(names.size(), 1);
}

/// Names without row numbers, so that added rows count as the same field.
std::vector<std::set<std::string>> patterns_of_pages(const ReturnedFile& file) {
  std::vector<std::set<std::string>> patterns(file.pages.size());
  for (std::size_t i = 0; i < file.pages.size(); ++i) {
    for (const intake::FormWidget& widget : file.pages[i].widgets) {
      if (!widget.pointer.empty()) patterns[i].insert(intake::field_pattern(widget.pointer));
    }
  }
  return patterns;
}

/// Whether the form has all these fields.
bool covers(const ShownForm& form, const std::set<std::string>& patterns) {
  return std::all_of(patterns.begin(), patterns.end(),
                     [&form](const std::string& pattern) { return form.has_field(pattern); });
}

/// Finds the parts of a file.
class PartFinder {
 public:
  PartFinder(ReturnedFile& file, KindLibrary& kinds, FontSource& fonts)
      : file_(file), kinds_(kinds), fonts_(fonts), patterns_(patterns_of_pages(file)), best_(file.pages.size()) {}

  /// The parts; nullopt if they are not certain.
  std::optional<std::vector<KindOfPart>> find() {
    for (const std::string& name : kinds_.names()) try_kind(name);
    std::vector<KindOfPart> parts;
    std::vector<std::vector<std::size_t>> pages;  // of the form, in their order, of each part
    std::vector<std::set<std::uint64_t>> fonts;
    for (std::size_t i = 0; i < best_.size(); ++i) {
      // A page without fields that is in no form (a scan, a letter) belongs to the form before it.
      if (patterns_[i].empty() && best_[i].page == 0) {
        if (!parts.empty()) parts.back().part.last_page = i + 1;
        continue;
      }
      // The page has fields, but is not a page of any form.
      if (best_[i].page == 0) return std::nullopt;
      // A page that the part already has starts the next form.
      const bool is_new = parts.empty() || parts.back().kind != best_[i].kind ||
                          std::find(pages.back().begin(), pages.back().end(), best_[i].page) != pages.back().end();
      if (is_new) {
        parts.push_back({best_[i].kind, {i + 1, i + 1}});
        pages.emplace_back();
        fonts.emplace_back();
      }
      parts.back().part.last_page = i + 1;
      pages.back().push_back(best_[i].page);
      if (file_.pages[i].font != 0) fonts.back().insert(file_.pages[i].font);
    }
    return is_certain(parts, pages, fonts) ? std::optional(std::move(parts)) : std::nullopt;
  }

 private:
  /// Compares all pages with the form of one kind, and notes where it matches better than earlier kinds.
  void try_kind(const std::string& name) {
    const auto kind = kinds_.get(name);
    const auto shown = blank_form(kind, intake::FileType::Pdf);
    if (!shown || shown->names.empty()) return;
    const auto is_possible = [&](const std::set<std::string>& patterns) {
      return !patterns.empty() && covers(*shown, patterns);
    };
    // Names are compared first: making the pages of a form takes long.
    if (std::none_of(patterns_.begin(), patterns_.end(), is_possible)) return;
    const auto form = blank_pages(kind, kinds_, fonts_);
    if (!form) return;
    const std::vector<MatchedPage> matched = match_pages(file_.pages, *form, true);
    for (std::size_t i = 0; i < matched.size(); ++i) {
      if (matched[i].page == 0 || !covers(*shown, patterns_[i])) continue;
      // Places tell more than names, which kinds may share; the data from which a form was made moves the places.
      const std::size_t score =
          2 * matched[i].matching + patterns_[i].size() * 100 / form_names_of(*form, matched[i].page);
      if (score < best_[i].score) continue;
      // Pages that two kinds share continue the kind of the page before.
      const bool goes_on = i > 0 && best_[i - 1].kind == name;
      if (score == best_[i].score && !goes_on) continue;
      best_[i] = {name, matched[i].page, score};
    }
  }

  /// Whether the parts are certain: forms of one kind have the same pages in the same order, and the pages of a part
  /// share their font, which differs from file to file.
  static bool is_certain(const std::vector<KindOfPart>& parts, const std::vector<std::vector<std::size_t>>& pages,
                         const std::vector<std::set<std::uint64_t>>& fonts) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto same_kind =
          std::count_if(parts.begin(), parts.end(), [&](const KindOfPart& part) { return part.kind == parts[i].kind; });
      // A single form of its kind may have lost or repeated pages.
      if (same_kind < 2) continue;
      if (fonts[i].size() > 1) return false;
      const auto first =
          std::find_if(parts.begin(), parts.end(), [&](const KindOfPart& part) { return part.kind == parts[i].kind; });
      if (pages[i] != pages[static_cast<std::size_t>(first - parts.begin())]) return false;
      if (!std::is_sorted(pages[i].begin(), pages[i].end())) return false;
    }
    return !parts.empty();
  }

  ReturnedFile& file_;
  KindLibrary& kinds_;
  FontSource& fonts_;
  std::vector<std::set<std::string>> patterns_;  // by page
  std::vector<PageOfKind> best_;                 // by page
};

/// Refuses the file, naming the pages where a form seems to start.
void report_mixed(ReturnedFile& file) {
  std::set<std::string> seen;
  std::string pages;
  for (std::size_t i = 0; i < file.pages.size(); ++i) {
    // A field that was seen before starts another form.
    bool repeats = i == 0 || pages.empty();
    std::set<std::string> own;
    for (const intake::FormWidget& widget : file.pages[i].widgets) {
      if (!widget.pointer.empty()) own.insert(widget.pointer);
    }
    for (const std::string& pointer : own) repeats = repeats || seen.contains(pointer);
    if (own.empty() || !repeats) {
      seen.merge(own);
      continue;
    }
    seen = std::move(own);
    pages += (pages.empty() ? "" : ", ") + std::to_string(i + 1);
  }
  const diagnostics::TextPair places = texts::IntakePages.pair(pages);
  file.fields.clear();
  file.blanks.clear();
  file.pages.clear();
  // Messages about fields can no longer be assigned to a person.
  std::erase_if(file.notices, [](const intake::Notice& notice) {
    return notice.of_field || notice.id == messages::IntakeNotDrawn || notice.id == messages::IntakeOrphanField;
  });
  file.report(messages::IntakeMixedForms, {places.english, places.chinese});
}

/// Whether all fields are of the kind in the stamp, or of the only kind that has them all.
bool is_of_one_kind(const ReturnedFile& file, const std::string& wanted, KindLibrary& kinds) {
  // Pages whose fields all belong to the form need not be examined one by one.
  const std::string& name = file.stamp.kind.empty() ? wanted : file.stamp.kind;
  if (name.empty()) return !kind_by_fields(file, kinds).empty();
  auto kind = kinds.get(name);
  if (kind && kind->manifest) {
    if (auto former = kinds.former_edition(*kind, file.stamp)) kind = std::move(former);
  }
  const auto shown = blank_form(kind, intake::FileType::Pdf);
  if (!shown) return true;
  const std::vector<std::set<std::string>> pages = patterns_of_pages(file);
  return std::all_of(pages.begin(), pages.end(),
                     [&shown](const std::set<std::string>& patterns) { return covers(*shown, patterns); });
}

}  // namespace

/// Empty for a file with a single form, which is the usual case and costs no comparison.
std::vector<KindOfPart> find_form_parts(ReturnedFile& file, const std::string& wanted, KindLibrary& kinds,
                                        FontSource& fonts) {
  if (file.type != intake::FileType::Pdf || file.pages.empty()) return {};
  // Most files have one form, or parts that the reader of the file has found. Only the rest are compared with the pages
  // of all kinds.
  if (!file.unsure_parts && (!file.parts.empty() || is_of_one_kind(file, wanted, kinds))) return {};
  auto parts = PartFinder(file, kinds, fonts).find();
  const bool was_unsure = std::exchange(file.unsure_parts, false);
  if (!parts) {
    if (was_unsure) report_mixed(file);
    return {};
  }
  if (parts->size() > 1) {
    for (KindOfPart& part : *parts) {
      // Carried data belongs to the form of the stamp.
      const auto same =
          std::count_if(parts->begin(), parts->end(), [&](const KindOfPart& other) { return other.kind == part.kind; });
      // The data that a file carries belongs to one form: that of the kind in the stamp, if there is only one of that
      // kind.
      part.part.has_given = same == 1 && part.kind == file.stamp.kind;
      file.parts.push_back(part.part);
    }
  }
  if (was_unsure) intake::join_repeated_fields(file);
  return parts->size() > 1 ? *std::move(parts) : std::vector<KindOfPart>();
}

/// At least five places, more than with any other kind.
std::string kind_by_places(const ReturnedFile& file, KindLibrary& kinds, FontSource& fonts) {
  std::string found;
  std::size_t most = 0;
  bool is_single = false;
  for (const std::string& name : kinds.names()) {
    const auto form = blank_pages(kinds.get(name), kinds, fonts);
    if (!form) continue;
    const PlaceCount counted = count_places(file.pages, *form);
    // A tie between two kinds is not an answer.
    if (!counted.most() || counted.matching < most) continue;
    is_single = counted.matching > most;
    most = counted.matching;
    found = name;
  }
  constexpr std::size_t kFewest = 5;
  return is_single && most >= kFewest ? found : std::string();
}

/// `expert-application (pages 1–3), opinions (page 4)`.
diagnostics::TextPair words_of(const std::vector<KindOfPart>& parts) {
  diagnostics::TextPair words;
  for (const auto& [kind, part] : parts) {
    if (!words.english.empty()) words += texts::ListComma;
    const std::string first = std::to_string(part.first_page);
    words += texts::EngineKindOnPages.pair(
        kind, part.first_page == part.last_page ? first : first + "–" + std::to_string(part.last_page));
  }
  return words;
}

}  // namespace gongwen::engine
