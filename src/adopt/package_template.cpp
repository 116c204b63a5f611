#include "adopt/package_template.h"

#include "adopt/detail/accepted_changes.h"
#include "adopt/detail/kept_package.h"
#include "adopt/detail/part_edits.h"
#include "adopt/detail/story_edits.h"
#include "diagnostics/catalogue/adopt.h"
#include "package/relationships.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>
#include <variant>

namespace gongwen::adopt {
namespace {

using word::kNoIndex;
using word::PartElement;
using word::StoryType;

bool has_statement(const word::Document& document, const std::vector<word::Block>& blocks) {
  return std::any_of(blocks.begin(), blocks.end(), [&](const word::Block& block) {
    if (const auto* const paragraph = std::get_if<word::Paragraph>(&block.content)) {
      const ParagraphText text = adopt::text_of(document, *paragraph);
      return std::any_of(text.tags.begin(), text.tags.end(),
                         [](const Tag& tag) { return tag.type == TagType::Statement; });
    }
    for (const word::Row& row : std::get<word::Table>(block.content).rows) {
      for (const word::Cell& cell : row.cells) {
        if (has_statement(document, cell.blocks)) return true;
      }
    }
    return false;
  });
}

class PackageWriter {
 public:
  PackageWriter(const word::Document& document, package::ZipArchive& zip)
      : document_(document), zip_(zip), shared_(document) {
    made_.shows_pages = !shared_.contents.empty();
  }

  std::optional<PackageTemplate> run() {
    const KeptPackage kept = kept_package(zip_);
    made_.dropped = kept.dropped;
    made_.replaced = kept.replaced;
    for (const word::Story& story : document_.stories) {
      if (story.type == StoryType::Comment) continue;
      // A damaged part other than the body is kept unchanged.
      if (!open(story.part) && story.type == StoryType::Body) return std::nullopt;
    }
    for (auto& [name, part] : parts_) accept_changes(part);
    lost_ = &kept.lost;
    for (auto& [name, part] : parts_) {
      remove_lost(name, part);
      edit_descriptions(part);
    }
    edit_properties();
    edit_notes();
    edit_heads();
    edit_body();
    write();
    drop_objects_elsewhere();
    return std::move(made_);
  }

 private:
  bool open(const std::string& name) {
    if (parts_.contains(name)) return true;
    auto bytes = zip_.read(name);
    if (!bytes) return false;
    auto part = PartEdits::open(*std::move(bytes), word::WordLimits{});
    if (!part) return false;
    parts_.emplace(name, *std::move(part));
    return true;
  }

  // Objects.

  void remove_lost(std::string_view name, PartEdits& part) {
    const auto lost = lost_->find(name);
    if (lost == lost_->end()) return;
    for (const PartElement& element : part.elements().all) {
      const auto id = word::find_attribute(part.xml(), element, "id");
      if (id && lost->second.contains(part.source(id->begin, id->end))) part.remove(element);
    }
  }

  /// Charts, whose data are embedded workbooks.
  void drop_objects_elsewhere() {
    for (const auto& [name, ids] : *lost_) {
      if (parts_.contains(name) || name.empty() || std::ranges::count(made_.dropped, name) > 0) continue;
      auto bytes = zip_.read(name);
      if (!bytes) continue;
      auto part = PartEdits::open(*std::move(bytes), word::WordLimits{});
      if (!part) continue;
      remove_lost(name, *part);
      if (!part->is_edited()) continue;
      std::string text;
      std::size_t at = 0;
      for (const PartElement& element : part->elements().all) {
        const auto id = word::find_attribute(part->xml(), element, "id");
        if (!id || !ids.contains(part->source(id->begin, id->end)) || element.begin < at) continue;
        text += part->source(at, element.begin);
        at = element.end;
      }
      made_.replaced.emplace_back(name, text + std::string(part->source(at, part->xml().size())));
    }
  }

  // Stories.

  StoryEdits edits_of(const word::Story& story, PartEdits& part) {
    StoryEdits edits(document_, part, shared_,
                     story_name(document_, static_cast<std::size_t>(&story - document_.stories.data())));
    edits.copies = &copies_;
    return edits;
  }

  void edit(const word::Story& story, PartEdits& part) {
    StoryEdits edits = edits_of(story, part);
    edits.edit(story.blocks);
    made_.shows_pages = made_.shows_pages || edits.shows_pages;
  }

  /// Notes that depend on tags are written where the text refers to them, with the names of the loops around.
  void edit_notes() {
    const bool is_varied =
        std::any_of(document_.stories.begin(), document_.stories.end(), [&](const word::Story& story) {
          return story.type != StoryType::Comment && has_statement(document_, story.blocks);
        });
    for (const word::Story& story : document_.stories) {
      if (story.type != StoryType::Footnote && story.type != StoryType::Endnote) continue;
      const auto part = parts_.find(story.part);
      if (part == parts_.end()) continue;
      edit(story, part->second);
      if (is_varied && !story.is_separator) note_parts_.insert(story.part);
    }
    for (const word::Story& story : document_.stories) {
      const bool is_note = story.type == StoryType::Footnote || story.type == StoryType::Endnote;
      const auto part = parts_.find(story.part);
      if (is_note && part != parts_.end() && part->second.is_edited()) note_parts_.insert(story.part);
    }
  }

  // Properties of the file, and descriptions of pictures: texts outside paragraphs.

  void edit_properties() {
    package::RelationshipReader root{std::string_view()};
    if (const auto xml = zip_.read(package::relationship_part({}))) package::read_xml(*xml, {}, root);
    const auto core = std::find_if(root.found.begin(), root.found.end(),
                                   [](const auto& one) { return one.type == "core-properties"; });
    if (core == root.found.end() || !open(core->target)) return;
    PartEdits& part = parts_.at(core->target);
    for (const PartElement& element : part.elements().all) {
      const auto text = document_.core_properties.find(element.name);
      if (text == document_.core_properties.end() || element.is_empty()) continue;
      if (!find_tags(text->second).empty())
        part.replace(element.inner_begin, element.inner_end, text_with_tags(text->second, element.name));
    }
  }

  void edit_descriptions(PartEdits& part) {
    for (const PartElement& element : part.elements().all) {
      if (element.name != "docPr") continue;
      for (const std::string_view name : {"descr", "title"}) {
        const auto place = word::find_attribute(part.xml(), element, name);
        if (!place) continue;
        const std::string written(part.source(place->begin, place->end));
        // A tag with quotation marks has entities here, from which no tag can be read.
        if (written.find('&') != std::string::npos) continue;
        if (!find_tags(written).empty())
          part.replace(place->begin, place->end, text_with_tags(written, std::string(name)));
      }
    }
  }

  void edit_heads() {
    for (const word::Story& story : document_.stories) {
      if (story.type != StoryType::Header && story.type != StoryType::Footer) continue;
      const auto part = parts_.find(story.part);
      if (part != parts_.end()) edit(story, part->second);
    }
  }

  void edit_body() {
    const word::Story& body = document_.stories.front();
    PartEdits& part = parts_.at(body.part);
    for (const std::string& name : note_parts_) add_note_part(name);
    part_numbers_[body.part] = add_part(body.part);
    StoryEdits edits = edits_of(body, part);
    edits.on_note = [&](std::size_t note, const PartElement& reference) {
      return note_text(note, part, reference);
    };
    edits.edit(body.blocks);
    made_.shows_pages = made_.shows_pages || edits.shows_pages;
    made_.parts[part_numbers_[body.part]].is_kept = !part.is_edited();
    // Heads and feet are written where their section begins, as on the page.
    std::optional<std::size_t> section;
    for (const word::Block& block : body.blocks) {
      const word::Paragraph* const first = first_paragraph(block);
      if (first == nullptr || (section && first->section == *section) || first->section >= document_.sections.size())
        continue;
      section = first->section;
      if (const TemplateText heads = heads_of(document_.sections[*section]); !heads.text.empty()) {
        if (const std::uint32_t index = part.at(first->offset); index != kNoIndex)
          part.insert(part.element(outermost(part, index)).begin, heads);
      }
    }
  }

  /// The child of the body around an element.
  static std::uint32_t outermost(const PartEdits& part, std::uint32_t index) {
    while (part.element(index).parent != kNoIndex && !part.element(part.element(index).parent).is("body"))
      index = part.element(index).parent;
    return index;
  }

  TemplateText heads_of(const word::Section& section) {
    TemplateText text;
    for (const auto* const stories : {&section.headers, &section.footers}) {
      for (const auto& [page, story] : *stories) {
        if (story >= document_.stories.size()) continue;
        const std::string& name = document_.stories[story].part;
        const auto part = parts_.find(name);
        if (part == parts_.end() || !part->second.is_edited() || part_numbers_.contains(name)) continue;
        part_numbers_[name] = add_part(name);
        text.add(in_part(part_numbers_[name], part->second.written()));
      }
    }
    return text;
  }

  static TemplateText in_part(std::size_t number, const TemplateText& content) {
    TemplateText text{command('>', std::to_string(number)), {}};
    text.add(content);
    text.text += command('<');
    return text;
  }

  std::size_t add_part(const std::string& name) {
    TemplatePart made;
    made.name = name;
    const PartEdits& part = parts_.at(name);
    if (!part.elements().all.empty()) made.prefix = word::prefix_of(part.xml(), part.element(0));
    made_.parts.push_back(std::move(made));
    return made_.parts.size() - 1;
  }

  // Notes.

  const PartElement* find_note(const std::string& name, const std::string& id) {
    const PartEdits& part = parts_.at(name);
    const auto [notes, is_new] = notes_.try_emplace(name);
    for (const PartElement& element : part.elements().all) {
      if (!is_new) break;
      if (!element.is("footnote") && !element.is("endnote")) continue;
      const auto place = word::find_attribute(part.xml(), element, "id");
      if (place) notes->second.emplace(part.source(place->begin, place->end), &element);
    }
    const auto found = notes->second.find(id);
    return found == notes->second.end() ? nullptr : found->second;
  }

  /// The start of the part keeps the notes to which no text refers, such as the lines above notes.
  void add_note_part(const std::string& name) {
    PartEdits& part = parts_.at(name);
    part_numbers_[name] = add_part(name);
    TemplatePart& made = made_.parts.back();
    made.collects_notes = true;
    if (part.elements().all.empty()) return;
    const PartElement& root = part.element(0);
    std::size_t at = 0;
    for (const word::Story& story : document_.stories) {
      const PartElement* const note = story.part == name ? find_note(name, story.id) : nullptr;
      if (note == nullptr) continue;
      if (!story.is_separator) {
        made.head += part.source(at, note->begin);
        at = note->end;
        continue;
      }
      std::int64_t number = 0;
      std::from_chars(story.id.data(), story.id.data() + story.id.size(), number);
      made.last_note = std::max(made.last_note, number);
    }
    made.head += part.source(at, root.inner_end);
    made.foot = part.source(root.inner_end, part.xml().size());
  }

  std::optional<TemplateText> note_text(std::size_t story, PartEdits& body, const PartElement& reference) {
    const word::Story& note = document_.stories[story];
    if (!note_parts_.contains(note.part)) return std::nullopt;
    PartEdits& part = parts_.at(note.part);
    const PartElement* const element = find_note(note.part, note.id);
    const auto own = element == nullptr ? std::nullopt : word::find_attribute(part.xml(), *element, "id");
    const auto id = word::find_attribute(body.xml(), reference, "id");
    if (!own || !id) return std::nullopt;
    const std::string number = std::to_string(part_numbers_.at(note.part));
    TemplateText content;
    content.text = literal_xml(part.source(element->begin, own->begin)) + command('#', number);
    content.add(part.written(own->end, element->end));
    TemplateText text{command('+', number), {}};
    text.add(in_part(part_numbers_.at(note.part), content));
    text.text += literal_xml(body.source(reference.begin, id->begin)) + command('#', number) +
                 literal_xml(body.source(id->end, reference.end));
    return text;
  }

  // The whole.

  void write() {
    const std::string& body = document_.stories.front().part;
    TemplateText text{shared_.sequences.declaration(), {}};
    text.add(in_part(part_numbers_.at(body), parts_.at(body).written()));
    // Heads of sections that have none of their own pages, properties, and parts that have lost an object.
    for (const auto& [name, part] : parts_) {
      if (!part.is_edited() || part_numbers_.contains(name)) continue;
      part_numbers_[name] = add_part(name);
      text.add(in_part(part_numbers_[name], part.written()));
    }
    made_.text = std::move(text.text);
    made_.places = std::move(text.places);
    // A later place at the same character counts.
    for (std::size_t i = made_.places.size(); i > 1; --i) {
      if (made_.places[i - 1].begin == made_.places[i - 2].begin)
        made_.places.erase(made_.places.begin() + static_cast<std::ptrdiff_t>(i - 2));
    }
    for (const auto& [name, part] : parts_) {
      const auto number = part_numbers_.find(name);
      if (number == part_numbers_.end() || made_.parts[number->second].is_kept) note_ids(part.xml(), made_.used_ids);
    }
    for (const TemplatePart& part : made_.parts) {
      if (part.collects_notes) note_ids(part.head + part.foot, made_.used_ids);
    }
  }

  const word::Document& document_;
  package::ZipArchive& zip_;
  SharedFacts shared_;
  PackageTemplate made_;
  std::map<std::string, PartEdits, std::less<>> parts_;
  std::map<std::string, std::size_t, std::less<>> part_numbers_;  // of the parts that the template writes
  std::set<std::string> note_parts_;                              // parts that are rewritten
  std::map<std::string, std::map<std::string, const PartElement*, std::less<>>> notes_;  // by part and id
  const std::map<std::string, std::set<std::string, std::less<>>, std::less<>>* lost_ = nullptr;
  std::uint32_t copies_ = 0;
};

}  // namespace

std::optional<PackageTemplate> package_template(const word::Document& document, package::ZipArchive& zip,
                                                const std::string& name, diagnostics::DiagnosticSink& sink) {
  auto made = PackageWriter(document, zip).run();
  if (!made) sink.report(diagnostics::messages::AdoptUnreadable, diagnostics::Origin{}, name);
  return made;
}

}  // namespace gongwen::adopt
