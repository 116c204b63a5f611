#include "engine/returned/detail/compare_print.h"

#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "dom/sequence_diff.h"
#include "engine/kinds/detail/manifest.h"
#include "engine/render/detail/laid_out_fields.h"
#include "engine/returned/detail/compare_pages.h"
#include "engine/returned/detail/form_parts.h"
#include "engine/returned/detail/match_pages.h"
#include "engine/returned/detail/printed_form.h"
#include "engine/returned/detail/shown_form.h"
#include "intake/field_data.h"
#include "intake/given_values.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

// Two levels: FormComparer tries the blank form, the form with the base data, and the form with the values
// just read, and keeps the version that agrees best; PrintComparison compares texts and drawings of one
// version. The latter is exact where pages agree, and compares only the order of texts where other data
// moved them. Versions are needed because a prefilled form, or one with long texts, has other line breaks
// than the blank form. Only a form made from the same data prints the same. Data read so far may be
// incomplete, so the third version is made twice. Lengths are thousandths of a point, y grows upwards as in
// PDF.
namespace gongwen::engine {
namespace {

using intake::RawField;
using intake::ReturnedFile;

/// Reading data may reveal more data, so it is tried twice.
constexpr int kTriesWithData = 2;

/// Data of fields together with the data that the form carries besides them, as JSON.
std::string data_of_fields(const std::vector<RawField>& fields, const std::string& given, const CompiledKind& kind) {
  intake::FieldData data = intake::data_from_fields(fields, *kind.schema, kind.manifest->info.name);
  intake::restore_given(data, given);
  return data.json;
}

/// The values that a form made from the office's own data (`base`) carries besides its fields; empty if the hash in its
/// stamp is that of other data.
std::string given_of_base(const FormSources& sources, const forms::FormStamp& stamp) {
  if (!stamp.given.empty() && stamp.given != given_hash(sources.base)) return {};
  const auto form = show_form(sources.kind, intake::FileType::Pdf, sources.base);
  return form ? form->given : std::string();
}

/// The file compared with one version of the form.
struct FormCandidate {
  ReturnedFile file;
  ComparedPages places;
  ComparedPrint print;
  std::shared_ptr<const FormPages> pages;

  /// Pages of other data may be shifted so that a field that was moved alone is in place and the others nearly are:
  /// each place that is not exactly in place counts.
  std::size_t differences() const { return places.changes + places.moved + places.off_place + print.differences; }
  bool is_clean() const { return places.is_exact && differences() == 0; }
  bool is_better_than(const FormCandidate& other) const {
    // Compares first whether fields are where the form has them, then whether it is this form at all, then the number
    // of differences.
    const std::pair own(places.is_exact, places.is_same_form);
    const std::pair others(other.places.is_exact, other.places.is_same_form);
    return own > others || (own == others && differences() < other.differences());
  }
};

/// Finds the best version of the form.
class FormComparer {
 public:
  FormComparer(const ReturnedFile& file, const FormSources& sources, const ShownForm& shown,
               std::shared_ptr<const FormPages> blank)
      : file_(file), sources_(sources), shown_(shown), blank_(std::move(blank)), best_(with(blank_, nullptr)) {}

  /// Versions are tried until one agrees completely: making one takes a tenth of a second.
  FormCandidate run() {
    if (!best_.is_clean() && !sources_.base.empty() && try_data(sources_.base)) {
      // Programs that join files drop the data that the form carries.
      if (best_.places.is_exact && best_.file.given.empty()) {
        best_.file.given = given_of_base(sources_, file_.stamp);
      }
    }
    for (int i = 0; i < kTriesWithData && !best_.is_clean(); ++i) {
      if (!try_data(data_of_fields(fields_of(best_), file_.given, *sources_.kind))) break;
    }
    // The blank form is best, but data may have moved texts: compared once more, with the version that shows where.
    if (best_.pages == blank_ && last_ && best_.print.differences > 0) {
      // `last_` is the version with data; the blank form is compared.
      best_.print = compare_print(file_.pages, *blank_, best_.places.matched, last_.get());
    }
    return std::move(best_);
  }

 private:
  /// Compares the file with a version; `other` is another version, which shows what data moves.
  FormCandidate with(std::shared_ptr<const FormPages> pages, const FormPages* other) const {
    FormCandidate candidate{file_, {}, {}, std::move(pages)};
    candidate.places = compare_pages(candidate.file, *candidate.pages, shown_, *sources_.kind->schema);
    // `same_print` is false for another edition, whose print differs anyway: only fields are compared
    // then.
    if (sources_.same_print && candidate.places.is_same_form) {
      candidate.print = compare_print(file_.pages, *candidate.pages, candidate.places.matched, other);
    }
    return candidate;
  }

  /// Makes the form with data and keeps it if it agrees better.
  bool try_data(const std::string& json) {
    auto pages = pages_of_data(sources_.kind, json, sources_.kinds, sources_.fonts);
    if (!pages) return false;
    last_ = std::make_shared<const FormPages>(*std::move(pages));
    FormCandidate own = with(last_, blank_.get());
    if (!own.is_better_than(best_)) return false;
    best_ = std::move(own);
    return true;
  }

  /// Fields read by name, and those found by place.
  std::vector<RawField> fields_of(const FormCandidate& candidate) const {
    std::vector<RawField> fields = file_.fields;
    // A field found by place was not among those that were read by name.
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

/// Numbers of pages that do not belong to the form. If print was not compared, because the edition differs, pages not
/// made by this program count as others, provided that it made some of them.
std::vector<std::size_t> other_pages(const FormPages& pages, const FormCandidate& found) {
  const auto is_ours = [](const intake::FormPage& page) {
    return !page.widgets.empty() ||
           std::any_of(page.texts.begin(), page.texts.end(),
                       [](const intake::PrintedText& text) { return text.as != intake::PrintedAs::Loose; });
  };
  std::vector<bool> is_known = found.print.is_known;
  // Pages of this program are recognised by its marks: fields, or content that is not loose.
  if (is_known.empty()) {
    for (const intake::FormPage& page : pages) is_known.push_back(is_ours(page));
  } else {
    // Fields on these pages have been compared one by one.
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

/// Reads the fields by the best version of the form.
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

/// Reads printed pages by the version whose print agrees best.
bool read_printed(ReturnedFile& file, const FormSources& sources) {
  const auto shown = blank_form(sources.kind, intake::FileType::Pdf);
  const auto blank = blank_pages(sources.kind, sources.kinds, sources.fonts);
  if (!shown || !blank) return false;
  // Shares are in per cent. The share of the print that was found is used instead of differences: a printed file has no
  // fields.
  PrintedForm best = read_printed_form(file, *blank, *shown);
  // Data moves and adds print, so a version with the right data has more in common with the file.
  const auto try_data = [&](const std::string& json) {
    const auto pages = pages_of_data(sources.kind, json, sources.kinds, sources.fonts);
    if (!pages) return false;
    PrintedForm own = read_printed_form(file, *pages, *shown);
    if (own.share <= best.share) return false;
    best = std::move(own);
    return true;
  };
  std::string given = file.given;
  // The base data is used only if the print is certain to be that of the form.
  if (best.share < 100 && !sources.base.empty() && try_data(sources.base) && best.share >= kWholePrint) {
    given = given_of_base(sources, file.stamp);
  }
  for (int i = 0; i < kTriesWithData && best.share > 0 && best.share < kWholePrint; ++i) {
    if (!try_data(data_of_fields(best.fields, {}, *sources.kind))) break;
  }
  if (best.share == 0) return false;
  file.given = std::move(given);
  file.fields = std::move(best.fields);
  file.blanks = std::move(best.blanks);
  // The message that there are no fields would be wrong: they were found in print.
  std::erase_if(file.notices,
                [](const intake::Notice& notice) { return notice.id == diagnostics::messages::IntakeNoFields; });
  std::move(best.notices.begin(), best.notices.end(), std::back_inserter(file.notices));
  return true;
}

namespace {

namespace messages = diagnostics::messages;
using intake::FormPage;
using intake::FormWidget;
using intake::PageArea;
using intake::PrintedAs;
using intake::PrintedMark;
using intake::PrintedText;

// Further differences are only counted, since more messages would not be read.
constexpr std::size_t kMaxReported = 100;

/// A character of the file or of the form.
struct PlacedCharacter {
  const PrintedText* text = nullptr;
  std::size_t page = 0;  // of the file
};
using PlacedCharacters = std::vector<PlacedCharacter>;

/// A page of the file, paired with its page of the form.
struct PagePair {
  std::size_t index = 0;  // of the file
  const FormPage* page = nullptr;
  const FormPage* form = nullptr;
  PageShift shift;
  bool is_ours = false;              // it has content of the form: loose content beside that has been reported
  bool has_fields_at_home = false;   // nearly all places to fill in are where the form has them
  bool is_exact = false;             // nearly all print of the form is in its place, or ought to be there
  std::vector<bool> added = {};      // texts of the page that the form lacks
  std::vector<bool> missing = {};    // texts of the form that the page does not have
  std::vector<bool> displaced = {};  // texts of the form that the page prints elsewhere; empty if data may move them
};

/// Heights at which two versions of a page differ: data moves texts there.
class MovedBands {
 public:
  MovedBands(const FormPage& one, const FormPage& other) {
    // A line that both versions print at the same place is fixed. Heights of all other characters are the bands that
    // data moves.
    // Characters are found by text and place, within a tolerance (PrintIndex).
    const auto found = PrintIndex(other).find(one, {});
    std::vector<bool> is_there(other.texts.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i]) {
        is_there[*found[i]] = true;
      } else {
        add(one.texts[i]);
      }
    }
    for (std::size_t i = 0; i < is_there.size(); ++i) {
      if (!is_there[i]) add(other.texts[i]);
    }
  }

  bool has(std::int64_t y) const {
    return std::any_of(bands_.begin(), bands_.end(),
                       [y](const auto& band) { return y >= band.first && y <= band.second; });
  }

 private:
  void add(const PrintedText& text) {
    if (!is_blank_character(text)) bands_.emplace(text.y - text.size / 2, text.y + text.size / 2);
  }

  std::set<std::pair<std::int64_t, std::int64_t>> bands_;
};

/// Removes from both the characters that they have in the same order. Returns their number.
std::size_t drop_common(PlacedCharacters& added, PlacedCharacters& missing) {
  // Characters as numbers, since sequences of numbers are compared.
  // Two equal characters get one number, in whichever sequence.
  std::map<std::string_view, std::uint32_t> numbers;
  const auto numbered = [&numbers](const PlacedCharacters& texts) {
    std::vector<std::uint32_t> sequence;
    for (const PlacedCharacter& character : texts) {
      sequence.push_back(numbers.try_emplace(character.text->text, numbers.size()).first->second);
    }
    return sequence;
  };
  const std::vector<std::uint32_t> form = numbered(missing);
  const std::vector<std::uint32_t> page = numbered(added);
  PlacedCharacters more;
  PlacedCharacters less;
  std::size_t common = 0;
  for (const dom::DiffStep& step : dom::diff_sequences(form, page)) {
    switch (step.kind) {
      case dom::DiffStep::Kind::Kept: ++common; break;
      case dom::DiffStep::Kind::Added: more.push_back(added[step.current]); break;
      case dom::DiffStep::Kind::Removed: less.push_back(missing[step.former]); break;
    }
  }
  added = std::move(more);
  missing = std::move(less);
  return common;
}

/// Compares all pages with those of one version.
class PrintComparison {
 public:
  PrintComparison(const FormPages& pages, const FormPages& form, const FormPages* other)
      : pages_(pages), form_(form), other_(other) {}

  /// Pairs of pages first, then texts, then drawings.
  ComparedPrint run(const std::vector<MatchedPage>& matched) {
    pair_up(matched);
    // Order of the steps: a text that all pages repeat is not an answer, and a text that moved from page to page is
    // searched by its order only after pages were compared by place. Texts are matched on all pages before anything is
    // reported, since only then is it known which texts all pages repeat.
    for (PagePair& pair : pairs_) match_texts(pair);
    count_repeated();
    for (const PagePair& pair : pairs_) {
      if (pair.is_exact) compare_texts(pair);
    }
    compare_moved();
    report_missing_pages();
    for (const PagePair& pair : pairs_) compare_marks(pair);
    compared_.is_known.resize(pages_.size());
    for (const PagePair& pair : pairs_) compared_.is_known[pair.index] = true;
    return std::move(compared_);
  }

 private:
  /// Pages with fields are already paired; others are found by their print.
  void pair_up(const std::vector<MatchedPage>& matched) {
    std::vector<bool> is_taken(form_.size());
    std::size_t all = 0;
    std::size_t at_home = 0;
    // `matched` gives, for each page of the file, the page of the form to which its fields belong (1-based; 0: none)
    // and its shift.
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      all += pages_[i].widgets.size();
      at_home += matched[i].matching;
    }
    const bool all_at_home = all > 1 && at_home == all;
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      if (matched[i].page == 0) continue;
      is_taken[matched[i].page - 1] = true;
      add_pair(i, matched[i].page, matched[i].shift);
      const std::size_t places = pages_[i].widgets.size();
      // A single field may be in place by chance, unless all those of other pages are.
      pairs_.back().has_fields_at_home = 10 * matched[i].matching >= 9 * places && (places > 1 || all_at_home);
    }
    // Pages without fields.
    FormPages rest(pages_.size());
    FormPages of_form(form_.size());
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      // Pages with fields have been matched by them. The rest is matched by print, with empty pages in place of the
      // others, so that indices stay the same.
      if (matched[i].page == 0 && pages_[i].widgets.empty()) rest[i].texts = pages_[i].texts;
    }
    for (std::size_t i = 0; i < form_.size(); ++i) {
      if (!is_taken[i]) of_form[i].texts = form_[i].texts;
    }
    const std::vector<PrintedPage> printed = match_printed(rest, of_form);
    for (std::size_t i = 0; i < printed.size(); ++i) {
      if (printed[i].page > 0) add_pair(i, printed[i].page, printed[i].shift);
    }
    // By pages of the form: moved texts are compared in the order of the form.
    std::stable_sort(pairs_.begin(), pairs_.end(), [this](const PagePair& a, const PagePair& b) {
      return a.form - form_.data() < b.form - form_.data();
    });
  }

  /// `is_ours` if any text of the page is part of the form's content.
  void add_pair(std::size_t index, std::size_t form, const PageShift& shift) {
    PagePair pair{index, &pages_[index], &form_[form - 1], shift};
    pair.is_ours = std::any_of(pair.page->texts.begin(), pair.page->texts.end(),
                               [](const PrintedText& text) { return text.as != PrintedAs::Loose; });
    pairs_.push_back(std::move(pair));
  }

  /// Marks the texts of both pages that the other one lacks.
  static void match_texts(PagePair& pair) {
    const PrintIndex index(*pair.form);
    const auto found = index.find(*pair.page, pair.shift);
    pair.missing.resize(pair.form->texts.size());
    // Blanks have no ink and are never missing.
    for (std::size_t i = 0; i < pair.missing.size(); ++i) pair.missing[i] = !is_blank_character(pair.form->texts[i]);
    std::size_t common = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
      const PrintedText& text = pair.page->texts[i];
      // Loose texts on a page of this program were added by others, and have been reported with the
      // page's objects.
      const bool is_told = text.as == PrintedAs::Loose && pair.is_ours;
      pair.added.push_back(!found[i] && !is_told && !is_blank_character(text));
      if (!found[i]) continue;
      pair.missing[*found[i]] = false;
      ++common;
    }
    // Nine tenths: some texts may be struck out or covered.
    pair.is_exact = 10 * common >= 9 * index.size() ||
                    (pair.has_fields_at_home && left_its_fields(*pair.page, *pair.form, pair.shift));
    if (!pair.has_fields_at_home) return;
    pair.displaced = find_displaced_texts(*pair.page, *pair.form, pair.shift);
  }

  // Running heads.

  using Repeated = std::tuple<std::string_view, std::int64_t, std::int64_t>;
  static Repeated repeated(const PrintedText& text) { return {text.text, text.x, text.y}; }

  /// Counts artifacts that all pages have in the same place, such as the mark of a draft; they are not answers.
  void count_repeated() {
    for (const PagePair& pair : pairs_) {
      std::set<Repeated> own;
      for (std::size_t i = 0; i < pair.added.size(); ++i) {
        const PrintedText& text = pair.page->texts[i];
        if (pair.added[i] && text.as == PrintedAs::Artifact) own.insert(repeated(text));
      }
      // Counts once for each page, even if it has the text several times.
      for (const Repeated& text : own) ++repeats_[text];
    }
  }

  /// Whether all pages have the text. On a single page, repetition cannot be recognised.
  bool is_running_head(const PrintedText& text) const {
    if (text.as != PrintedAs::Artifact || pairs_.size() < 2) return false;
    const auto found = repeats_.find(repeated(text));
    return found != repeats_.end() && found->second == pairs_.size();
  }

  // ---- texts

  /// Texts of the page that the form lacks, without running heads.
  PlacedCharacters added_of(const PagePair& pair) const {
    PlacedCharacters texts;
    for (std::size_t i = 0; i < pair.added.size(); ++i) {
      const PrintedText& text = pair.page->texts[i];
      if (pair.added[i] && !is_running_head(text)) texts.push_back({&text, pair.index});
    }
    return texts;
  }

  static PlacedCharacters missing_of(const PagePair& pair) {
    PlacedCharacters texts;
    for (std::size_t i = 0; i < pair.missing.size(); ++i) {
      if (pair.missing[i]) texts.push_back({&pair.form->texts[i], pair.index});
    }
    return texts;
  }

  /// Adds the texts that the page prints elsewhere to those that it lacks, in the order of the form.
  static void add_displaced(const PagePair& pair, PlacedCharacters& missing) {
    const auto is_before = [](const PlacedCharacter& one, const PlacedCharacter& other) {
      return one.text < other.text;
    };
    PlacedCharacters displaced;
    for (std::size_t i = 0; i < pair.displaced.size(); ++i) {
      if (pair.displaced[i] && pair.missing[i]) displaced.push_back({&pair.form->texts[i], pair.index});
    }
    PlacedCharacters all;
    std::set_union(missing.begin(), missing.end(), displaced.begin(), displaced.end(), std::back_inserter(all),
                   is_before);
    missing = std::move(all);
  }

  /// At heights where data moves texts, they need only be in the same order.
  void compare_texts(const PagePair& pair) {
    PlacedCharacters added = added_of(pair);
    PlacedCharacters missing = missing_of(pair);
    const auto number = static_cast<std::size_t>(pair.form - form_.data());
    if (!added.empty() && !missing.empty() && other_ != nullptr && number < other_->size()) {
      // A band is needed only if both pages have texts that the other one lacks.
      // Where two versions of the form differ, text may be anywhere in the band.
      const MovedBands bands(*pair.form, (*other_)[number]);
      const auto take = [&bands](PlacedCharacters& texts, const PageShift& shift) {
        const auto moved = std::stable_partition(texts.begin(), texts.end(), [&](const PlacedCharacter& character) {
          return !bands.has(shift.apply_y(character.text->y));
        });
        PlacedCharacters taken(moved, texts.end());
        texts.erase(moved, texts.end());
        return taken;
      };
      PlacedCharacters moved_on_page = take(added, pair.shift);
      PlacedCharacters moved_of_form = take(missing, {});
      drop_common(moved_on_page, moved_of_form);
      added.insert(added.end(), moved_on_page.begin(), moved_on_page.end());
      missing.insert(missing.end(), moved_of_form.begin(), moved_of_form.end());
      // Pointers into the texts of one page: their order is the order of printing.
      std::sort(missing.begin(), missing.end(),
                [](const auto& one, const auto& other) { return one.text < other.text; });
    }
    add_displaced(pair, missing);
    report_added(added);
    report_missing(missing);
  }

  /// Compares pages that have another layout because of other data or fonts: not by place, but the texts of all such
  /// pages together, in the order in which they are printed.
  void compare_moved() {
    PlacedCharacters added;
    PlacedCharacters missing;
    const auto is_content = [](const PrintedText& text, bool is_ours) {
      const bool is_told = text.as == PrintedAs::Loose && is_ours;
      return text.as != PrintedAs::Artifact && !is_told && !is_blank_character(text);
    };
    for (const PagePair& pair : pairs_) {
      if (pair.is_exact) continue;
      for (const PrintedText& text : pair.page->texts) {
        if (is_content(text, pair.is_ours)) added.push_back({&text, pair.index});
      }
      for (const PrintedText& text : pair.form->texts) {
        if (is_content(text, false)) missing.push_back({&text, pair.index});
      }
    }
    const std::size_t all = missing.size();
    const std::size_t common = drop_common(added, missing);
    // If most texts differ, neither additions nor gaps can be recognised. Nine tenths must agree, or the pages
    // are another document; if nothing was added, missing texts are certain, unless print was turned into
    // drawings.
    if (10 * common < 9 * all && (!added.empty() || is_print_unknown())) return;
    report_added(added);
    std::map<std::size_t, PlacedCharacters> of_pages;
    for (const PlacedCharacter& character : missing) of_pages[character.page].push_back(character);
    for (const PagePair& pair : pairs_) {
      if (pair.is_exact) continue;
      add_displaced(pair, of_pages[pair.index]);
      report_missing(of_pages[pair.index]);
    }
  }

  /// Reports pages of the form that the file lacks, if all others agree exactly. Pages with fields are reported by
  /// their fields.
  void report_missing_pages() {
    constexpr std::size_t kFewest = 10;  // characters
    constexpr std::size_t kMostNamed = 30;
    // Only if all other pages agree exactly can a missing page be distinguished from a shifted one.
    if (pairs_.empty() || !std::all_of(pairs_.begin(), pairs_.end(), [](const auto& pair) { return pair.is_exact; })) {
      return;
    }
    for (std::size_t i = 0; i < form_.size(); ++i) {
      const bool is_there =
          std::any_of(pairs_.begin(), pairs_.end(), [&](const PagePair& pair) { return pair.form == &form_[i]; });
      if (is_there || !form_[i].widgets.empty()) continue;
      PlacedCharacters texts;
      for (const PrintedText& text : form_[i].texts) {
        if (text.as != PrintedAs::Artifact && !is_blank_character(text)) texts.push_back({&text, i});
      }
      if (texts.size() < kFewest) continue;
      // The start of a page is enough to recognise it.
      texts.resize(std::min(texts.size(), kMostNamed));
      report_missing(texts);
    }
  }

  /// Whether the print is unknown: it was not read, or texts may have become drawings.
  bool is_print_unknown() const {
    const bool has_texts =
        std::any_of(pages_.begin(), pages_.end(), [](const FormPage& page) { return !page.texts.empty(); });
    return !has_texts || std::any_of(pairs_.begin(), pairs_.end(), [](const PagePair& pair) {
      return !pair.is_exact && pair.page->marks.size() > pair.form->marks.size();
    });
  }

  /// Calls `report` for each stretch of text without large gaps, with its area.
  template <typename Report>
  static void for_each_stretch(const PlacedCharacters& texts, Report report) {
    // Characters near each other give one message, not one each.
    std::string words;
    PageArea around;
    const PlacedCharacter* before = nullptr;
    for (const PlacedCharacter& character : texts) {
      const PrintedText& text = *character.text;
      // From descent to ascent, as parts of the size.
      const PageArea area{text.x, text.y - text.size / 5, text.x + text.width, text.y + text.size * 4 / 5};
      if (before != nullptr && !are_together(*before, character)) {
        report(before->page, words, around);
        words.clear();
      }
      around = words.empty() ? area
                             : PageArea{std::min(around.left, area.left), std::min(around.bottom, area.bottom),
                                        std::max(around.right, area.right), std::max(around.top, area.top)};
      if (!words.empty() && is_apart(*before->text, text)) words += ' ';
      words += text.text;
      before = &character;
    }
    if (before != nullptr) report(before->page, words, around);
  }

  /// Whether there is a blank between two Latin characters.
  static bool is_apart(const PrintedText& one, const PrintedText& other) {
    const bool is_latin = one.text.size() == 1 && other.text.size() == 1;
    return is_latin && (other.y != one.y || other.x - one.x - one.width > one.size / 5);
  }

  /// Close to each other in a line, or in the next line.
  static bool are_together(const PlacedCharacter& one, const PlacedCharacter& other) {
    if (one.page != other.page) return false;
    const std::int64_t size = std::max(one.text->size, other.text->size);
    const bool is_same_line = std::abs(one.text->y - other.text->y) <= size / 2;
    // At most three characters apart in a line, or on the next line at most two heights away.
    return is_same_line ? std::abs(other.text->x - one.text->x - one.text->width) <= 3 * size
                        : std::abs(one.text->y - other.text->y) <= 2 * size;
  }

  /// Names the field beside the text, if there is one.
  void report_added(const PlacedCharacters& texts) {
    for_each_stretch(texts, [this](std::size_t page, const std::string& words, const PageArea& area) {
      report(messages::IntakeTextBeside, page, &area, {words});
    });
  }

  void report_missing(const PlacedCharacters& texts) {
    for_each_stretch(texts, [this](std::size_t page, const std::string& words, const PageArea& /*area*/) {
      report(messages::IntakePrintMissing, page, nullptr, {words});
    });
  }

  // Drawings.

  static bool is_near(std::int64_t one, std::int64_t other) {
    // 2 pt: programs round areas of drawings differently.
    constexpr std::int64_t kNear = 2'000;
    return std::abs(one - other) <= kNear;
  }

  /// Whether the form draws it there; on pages that data has moved, anywhere between the same sides.
  bool is_of_form(const PageArea& mark, const PagePair& pair) const {
    const auto is_same = [&](const PrintedMark& known) {
      return is_near(known.area.left, mark.left) && is_near(known.area.right, mark.right) &&
             is_near(known.area.bottom, mark.bottom) && is_near(known.area.top, mark.top);
    };
    if (std::any_of(pair.form->marks.begin(), pair.form->marks.end(), is_same)) return true;
    if (pair.is_exact) return false;
    return std::any_of(form_.begin(), form_.end(), [&mark](const FormPage& page) {
      return std::any_of(page.marks.begin(), page.marks.end(), [&mark](const PrintedMark& known) {
        return is_near(known.area.left, mark.left) && is_near(known.area.right, mark.right);
      });
    });
  }

  static bool is_in_corner(const PageArea& area, const FormPage& form) {
    constexpr std::int64_t kCorner = 56'700;  // 20 mm
    return area.left >= form.area.right - kCorner && area.bottom >= form.area.top - kCorner;
  }

  /// The blank form has no codes on its pages (paint/page_codes.h): they are artifacts in the upper right corner that
  /// together form a large square. A letter drawn there is smaller.
  static bool has_code(const PagePair& pair) {
    constexpr std::int64_t kLeast = 28'300;  // 10 mm
    PageArea all{INT64_MAX, INT64_MAX, INT64_MIN, INT64_MIN};
    for (const PrintedMark& mark : pair.page->marks) {
      const PageArea area = pair.shift.apply(mark.area);
      if (mark.as != PrintedAs::Artifact || !is_in_corner(area, *pair.form)) continue;
      all = {std::min(all.left, area.left), std::min(all.bottom, area.bottom), std::max(all.right, area.right),
             std::max(all.top, area.top)};
    }
    return all.left <= all.right && all.width() >= kLeast && all.height() >= kLeast;
  }

  /// One message for each field, or for the page.
  void compare_marks(const PagePair& pair) {
    // Half a point: dots of dirt and of dotted rules.
    constexpr std::int64_t kDot = 500;
    const bool has_code_of_page = has_code(pair);
    std::set<std::string_view> told;
    for (const PrintedMark& mark : pair.page->marks) {
      const bool is_told = mark.as == PrintedAs::Loose && pair.is_ours;
      const PageArea area = pair.shift.apply(mark.area);
      if (is_told || (area.width() < kDot && area.height() < kDot)) continue;
      const bool is_code = has_code_of_page && mark.as == PrintedAs::Artifact && is_in_corner(area, *pair.form);
      if (is_code || is_of_form(area, pair)) continue;
      const FormWidget* const field = field_at(pair.index, mark.area);
      // A signature consists of many strokes: one message is enough.
      if (!told.insert(field == nullptr ? std::string_view() : std::string_view(field->pointer)).second) continue;
      const diagnostics::BilingualText drawing = texts::IntakeADrawing;
      report(messages::IntakeMarkBeside, pair.index, &mark.area,
             {std::string(drawing.english), std::string(drawing.chinese)});
    }
  }

  // Messages.

  /// The field that an area overlaps, or the nearest one beside it.
  const FormWidget* field_at(std::size_t page, const PageArea& area) const {
    // Thousandths of a point: first touching, then nearly three millimetres away.
    for (const std::int64_t room : {500, 8'000}) {
      for (const FormWidget& widget : pages_[page].widgets) {
        const PageArea& own = widget.area;
        const bool overlaps = own.left < area.right + room && area.left - room < own.right &&
                              own.bottom < area.top + room && area.bottom - room < own.top;
        if (overlaps && !widget.pointer.empty()) return &widget;
      }
    }
    return nullptr;
  }

  /// Counts every difference, but limits the messages.
  void report(diagnostics::DiagnosticId id, std::size_t page, const PageArea* area,
              std::vector<std::string> arguments) {
    if (++compared_.differences > kMaxReported) return;
    const intake::FieldPlace place{page + 1, {}, {}};
    if (const FormWidget* const field = area == nullptr ? nullptr : field_at(page, *area)) {
      compared_.notices.push_back({id, std::move(arguments), true, field->pointer, place});
      return;
    }
    const diagnostics::TextPair words = texts::IntakePage.pair(page + 1);
    arguments.insert(arguments.begin(), {words.english, words.chinese});
    compared_.notices.push_back({id, std::move(arguments), false, {}, place});
  }

  const FormPages& pages_;
  const FormPages& form_;
  const FormPages* const other_;
  std::vector<PagePair> pairs_;
  std::map<Repeated, std::size_t> repeats_;
  ComparedPrint compared_;
};

}  // namespace

ComparedPrint compare_print(const FormPages& pages, const FormPages& form, const std::vector<MatchedPage>& matched,
                            const FormPages* other) {
  return PrintComparison(pages, form, other).run(matched);
}

}  // namespace gongwen::engine
