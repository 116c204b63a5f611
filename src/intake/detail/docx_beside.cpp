#include "intake/detail/docx_beside.h"

#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "forms/word_names.h"
#include "intake/detail/field_labels.h"
#include "intake/detail/xlsx_beside.h"
#include "intake/given_values.h"
#include "intake/word_print.h"

#include <algorithm>
#include <map>
#include <set>

// A form lists the texts that it prints. Everything else in the file was added by somebody, and is reported with its
// place; missing texts were deleted or changed.
namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;
using word::InlineType;

constexpr std::size_t kMostBesideNotices = 200;

/// By story and item: whether it is in a field, or calculated.
using Covered = std::vector<std::vector<bool>>;

bool is_inside(const std::vector<bool>& covered, std::size_t index) { return index < covered.size() && covered[index]; }

Covered covered_items(const std::vector<WordStory>& stories, const WordFields& fields) {
  std::vector<std::vector<WordRange>> ranges = fields.calculated;
  ranges.resize(stories.size());
  for (const WordField& field : fields.fields) ranges[field.story].push_back(field.range);
  Covered covered;
  for (std::size_t i = 0; i < stories.size(); ++i) {
    const std::size_t count = stories[i].items().size();
    std::vector<std::ptrdiff_t> steps(count + 1);
    for (const WordRange& range : ranges[i]) {
      ++steps[std::min(range.first, count)];
      --steps[std::min(range.last, count)];
    }
    std::vector<bool>& of_story = covered.emplace_back(count);
    std::ptrdiff_t depth = 0;
    for (std::size_t at = 0; at < count; ++at) {
      depth += steps[at];
      of_story[at] = depth > 0;
    }
  }
  return covered;
}

/// The anchor of each comment, by its story.
std::map<std::size_t, FieldPlace> comment_places(const word::Document& document,
                                                 const std::vector<WordStory>& stories) {
  std::map<std::size_t, FieldPlace> places;
  for (const WordStory& story : stories) {
    for (std::size_t i = 0; i < story.items().size(); ++i) {
      const word::Inline* const item = story.items()[i].item;
      if (item == nullptr || (item->type != InlineType::CommentStart && item->type != InlineType::CommentMark))
        continue;
      if (item->index >= document.comments.size() || !document.comments[item->index].has_story) continue;
      FieldPlace place = story.place_of(i);
      place.word.part = WordPart::Comment;
      places.emplace(document.comments[item->index].story, place);
    }
  }
  return places;
}

void report_comments(const word::Document& document, const std::vector<WordStory>& stories, ReturnedFile& file) {
  const auto places = comment_places(document, stories);
  for (std::size_t i = 0; i < document.stories.size(); ++i) {
    if (document.stories[i].type != word::StoryType::Comment) continue;
    const WordStory story(document, i);
    const std::string text = story.shown({0, story.items().size()}).text;
    const auto place = places.find(i);
    FieldPlace where;
    where.word.part = WordPart::Comment;
    if (place != places.end()) where = place->second;
    if (!trim_blanks(text).empty()) report_text_beside(where, text, file);
  }
}

constexpr std::string_view kChartObject = "chart";

/// `lists_pictures`: the form says which pictures and charts it prints, and others are reported with them.
void report_findings(const word::Document& document, const std::vector<WordStory>& stories, bool lists_pictures,
                     ReturnedFile& file) {
  std::set<std::string> external;
  for (const word::Finding& finding : document.findings) {
    FieldPlace place;
    place.word = {WordPart::Body, std::max<std::uint32_t>(finding.paragraph, 1)};
    for (const WordStory& story : stories) {
      if (story.number() == finding.story && story.number() != 0 && !story.items().empty()) place = story.place_of(0);
    }
    switch (finding.type) {
      case word::FindingType::Macros: file.report(messages::IntakeMacros); break;
      case word::FindingType::External:
      case word::FindingType::AlternateChunk: external.insert(finding.name); break;
      case word::FindingType::Embedded:
        if (lists_pictures && finding.name == kChartObject) break;
        report_mark_beside(place, texts::IntakeAnEmbeddedObject, file);
        break;
      case word::FindingType::UnknownElement:
      case word::FindingType::DamagedPart:
      case word::FindingType::TooMany: report_mark_beside(place, texts::IntakeAnUnknownContent, file); break;
    }
  }
  if (external.empty()) return;
  std::string names;
  std::size_t count = 0;
  for (const std::string& name : external) {
    if (++count > 5) break;
    names += (names.empty() ? "" : ", ") + (name.empty() ? std::string("?") : name.substr(0, 200));
  }
  file.report(messages::IntakeExternalContent, {names});
}

void report_drawings(const word::Document& document, const std::vector<WordStory>& stories, const Covered& ranges,
                     ReturnedFile& file) {
  std::size_t reported = 0;
  for (std::size_t i = 0; i < stories.size(); ++i) {
    for (std::size_t at = 0; at < stories[i].items().size(); ++at) {
      const word::Inline* const item = stories[i].items()[at].item;
      if (item == nullptr || item->type != InlineType::Object || item->index >= document.objects.size()) continue;
      const std::string& name = document.objects[item->index].name;
      const bool is_ink = name == "contentPart";
      if ((!is_ink && name != "shape") || is_inside(ranges[i], at) || ++reported > kMostBesideNotices) continue;
      report_mark_beside(stories[i].place_of(at), is_ink ? texts::IntakeHandwriting : texts::IntakeADrawing, file);
    }
  }
}

/// The description of a chart; null for other items.
const std::string* description_of_chart(const word::Document& document, const word::Inline& item) {
  if (item.type != InlineType::Object || item.index >= document.objects.size()) return nullptr;
  const word::Object& object = document.objects[item.index];
  return object.name == kChartObject ? &object.description : nullptr;
}

/// Pictures and charts that the form does not print, such as a pasted photo or the scan of a signature.
void report_pictures(const word::Document& document, const std::vector<WordStory>& stories, const Covered& ranges,
                     const WordMap& map, ReturnedFile& file) {
  std::multiset<std::string> known = map.pictures;
  std::size_t reported = 0;
  for (std::size_t i = 0; i < stories.size(); ++i) {
    for (std::size_t at = 0; at < stories[i].items().size(); ++at) {
      const word::Inline* const item = stories[i].items()[at].item;
      if (item == nullptr) continue;
      const std::string* const chart = description_of_chart(document, *item);
      const bool is_picture = item->type == InlineType::Picture && item->index < document.pictures.size();
      if (chart == nullptr && (!is_picture || is_inside(ranges[i], at))) continue;
      const auto printed = known.find(chart != nullptr ? *chart : document.pictures[item->index].description);
      if (printed != known.end()) {
        known.erase(printed);
      } else if (++reported <= kMostBesideNotices) {
        report_mark_beside(stories[i].place_of(at),
                           chart != nullptr ? texts::IntakeAnEmbeddedObject : texts::IntakeAPicture, file);
      }
    }
  }
}

/// Text boxes of a form that does not list its texts: ours have none.
void report_boxes(const word::Document& document, const std::vector<WordStory>& stories, const WordFields& fields,
                  ReturnedFile& file) {
  for (std::size_t i = 0; i < stories.size(); ++i) {
    if (document.stories[stories[i].number()].type != word::StoryType::TextBox) continue;
    const bool has_fields = std::any_of(fields.fields.begin(), fields.fields.end(),
                                        [i](const WordField& field) { return field.story == i; });
    const std::string text = stories[i].shown({0, stories[i].items().size()}).text;
    if (has_fields || trim_blanks(text).empty()) continue;
    report_text_beside(stories[i].place_of(0), text, file);
  }
}

void report_hidden(const std::vector<WordStory>& stories, const Covered& ranges, ReturnedFile& file) {
  std::size_t reported = 0;
  for (std::size_t i = 0; i < stories.size(); ++i) {
    const auto& items = stories[i].items();
    for (std::size_t at = 0; at < items.size();) {
      std::size_t end = at;
      while (end < items.size() && items[end].item != nullptr && !is_inside(ranges[i], end)) ++end;
      const std::string hidden = std::string(trim_blanks(stories[i].shown({at, end}).hidden));
      if (!hidden.empty() && ++reported <= kMostBesideNotices) {
        const diagnostics::TextPair where = place_words(stories[i].place_of(at));
        file.notices.push_back(
            {messages::IntakeHiddenText, {where.english, where.chinese, hidden}, false, {}, stories[i].place_of(at)});
      }
      at = end + 1;
    }
  }
}

/// Determines which texts belong to rows of lists, or are in headers, footers and notes: rows are added and removed
/// together with their printed texts. A list in a table has all rows between its first and its last field; elsewhere,
/// the paragraphs of its fields.
std::vector<bool> texts_of_lists(const std::vector<WordStory>& stories, const WordFields& fields,
                                 const std::vector<RawField>& texts) {
  struct Rows {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
  };
  std::map<std::pair<std::uint32_t, std::string>, Rows> rows;  // by table of the body, and list
  std::set<std::uint32_t> paragraphs;
  for (const WordField& field : fields.fields) {
    const auto item = forms::list_item_of(field.pointer);
    if (item.empty()) continue;
    const WordPlace place = stories[field.story].place_of(field.range.first).word;
    if (place.part != WordPart::Body) continue;
    if (place.table == 0) {
      paragraphs.insert(place.paragraph);
      continue;
    }
    const std::string list(std::string_view(item).substr(0, std::string_view(item).rfind('/')));
    Rows& known = rows.try_emplace({place.table, list}, Rows{place.row, place.row}).first->second;
    known.first = std::min(known.first, place.row);
    known.last = std::max(known.last, place.row);
  }
  const auto is_in_list = [&](const WordPlace& place) {
    if (place.table == 0) return paragraphs.contains(place.paragraph);
    const auto first = rows.lower_bound({place.table, {}});
    return std::any_of(first, rows.end(), [&place](const auto& one) {
      return one.first.first == place.table && place.row >= one.second.first && place.row <= one.second.last;
    });
  };
  std::vector<bool> are_free;
  for (const RawField& text : texts) {
    const WordPlace& place = text.place.word;
    are_free.push_back(place.part != WordPart::Body || is_in_list(place));
  }
  return are_free;
}

}  // namespace

std::vector<RawField> texts_outside(const std::vector<WordStory>& stories, const WordFields& fields) {
  std::vector<RawField> texts;
  const Covered ranges = covered_items(stories, fields);
  for (std::size_t i = 0; i < stories.size(); ++i) {
    const auto& items = stories[i].items();
    for (std::size_t at = 0; at < items.size();) {
      std::size_t end = at;
      while (end < items.size() && items[end].item != nullptr && !is_inside(ranges[i], end)) ++end;
      std::string text = stories[i].shown({at, end}).text;
      std::string label = label_text(text);
      if (!label.empty())
        texts.push_back({{}, RawType::Text, std::move(text), std::move(label), stories[i].place_of(at)});
      at = end + 1;
    }
  }
  return texts;
}

void report_beside(const word::Document& document, const std::vector<WordStory>& stories, const WordFields& fields,
                   const WordMap* map, bool is_own, ReturnedFile& file) {
  const Covered ranges = covered_items(stories, fields);
  std::size_t insertions = 0;
  std::size_t deletions = 0;
  for (const WordStory& story : stories) {
    const ShownRange all = story.shown({0, story.items().size()});
    insertions += all.insertions;
    deletions += all.deletions;
  }
  if (insertions + deletions > 0)
    file.report(messages::IntakeTrackedChanges, {std::to_string(insertions), std::to_string(deletions)});
  report_hidden(stories, ranges, file);
  report_comments(document, stories, file);
  report_findings(document, stories, is_own && map != nullptr, file);
  if (!is_own) return;
  report_drawings(document, stories, ranges, file);
  if (map != nullptr) report_pictures(document, stories, ranges, *map, file);
  if (map != nullptr && !map->printed.empty()) {
    const std::vector<RawField> texts = texts_outside(stories, fields);
    compare_word_texts(texts, map->printed, map->printed, file, map->in_order, texts_of_lists(stories, fields, texts));
  } else {
    report_boxes(document, stories, fields, file);
  }
}

}  // namespace gongwen::intake
