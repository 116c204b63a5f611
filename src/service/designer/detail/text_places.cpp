#include "service/designer/detail/text_places.h"

#include "base/format.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::service {
namespace {

/// Calls `visit` with each part of paper that texts are named by, and the place as their names have it. The engine
/// numbers places from 1: `1-3` is the third part of the first sheet, `1-3-2-1` a piece in a box; chapters of a report
/// are counted over all pages.
template <typename Node, typename Visit>
void walk_places(Node& form, const Visit& visit) {
  auto* const paper = form.member("paper");
  for (std::size_t sheet = 0; paper != nullptr && sheet < paper->items.size(); ++sheet) {
    for (const std::string_view part : {"rows", "text", "boxes"}) {
      auto* const list = paper->items[sheet].second.member(part);
      for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
        auto& one = list->items[i].second;
        const std::string place = fmt::format("{}-{}", sheet + 1, i + 1);
        visit(one, place);
        auto* const cells = one.member("box");
        for (std::size_t cell = 0; cells != nullptr && cell < cells->items.size(); ++cell) {
          auto& own = cells->items[cell].second;
          auto* const pieces = own.is_list() ? &own : own.member("cell");
          for (std::size_t piece = 0; pieces != nullptr && piece < pieces->items.size(); ++piece)
            visit(pieces->items[piece].second, fmt::format("{}-{}-{}", place, cell + 1, piece + 1));
        }
      }
    }
  }
  auto* const pages = form.find("/report/pages");
  std::size_t number = 0;
  for (std::size_t page = 0; pages != nullptr && page < pages->items.size(); ++page) {
    auto* const chapters = pages->items[page].second.member("chapters");
    for (std::size_t i = 0; chapters != nullptr && i < chapters->items.size(); ++i) {
      auto& chapter = chapters->items[i].second;
      // A chapter with several texts counts as several parts.
      const FormNode* const texts = chapter.member("texts");
      number += texts == nullptr ? 1 : texts->items.size();
      visit(chapter, std::to_string(number));
    }
  }
}

/// Returns the new place of a text; empty if its part was removed; unchanged if its place is not of the sort that
/// moves.
std::string place_after(const std::string& place, const std::map<std::string, std::string>& moved,
                        const std::set<std::string>& known) {
  // Looks for the longest prefix that is a place: of `1-3-2` perhaps `1-3`; `-2` stays.
  std::string prefix = place;
  while (!known.contains(prefix)) {
    const std::size_t dash = prefix.rfind('-');
    if (dash == std::string::npos) return place;
    prefix.resize(dash);
  }
  const auto found = moved.find(prefix);
  return found == moved.end() ? std::string() : found->second + place.substr(prefix.size());
}

}  // namespace

void mark_places(FormNode& form) {
  if (form.member("text_ids") == nullptr) return;
  // A text or pointer cannot carry a mark: only objects can.
  walk_places(form, [](FormNode& node, const std::string& place) {
    if (node.is_object()) node.items.emplace_back(kPlaceMark, FormNode::of_text(place));
  });
}

void follow_places(FormNode& form, const FormNode& before) {
  FormNode* const ids = form.member("text_ids");
  if (ids == nullptr) return;
  std::map<std::string, std::string> moved;
  // The present place of each marked part.
  walk_places(form, [&moved](FormNode& node, const std::string& place) {
    if (const FormNode* const mark = node.member(kPlaceMark)) moved[mark->text] = place;
  });
  walk_places(form, [](FormNode& node, const std::string&) {
    std::erase_if(node.items, [](const auto& member) { return member.first == kPlaceMark; });
  });
  std::set<std::string> known;
  // All former places, also of parts without marks.
  walk_places(before, [&known](const FormNode&, const std::string& place) { known.insert(place); });
  const FormNode* const fields = form.member("fields");
  // Deleted fields: names such as `label.org.name` contain their pointers.
  std::vector<std::string> gone;
  if (const FormNode* const all = before.member("fields")) {
    for (const auto& [pointer, field] : all->items) {
      if (fields != nullptr && fields->member(pointer) != nullptr) continue;
      std::string name = pointer.substr(1);
      std::replace(name.begin(), name.end(), '/', '.');
      for (std::size_t star = name.find(".*"); star != std::string::npos; star = name.find(".*")) name.erase(star, 2);
      gone.push_back(std::move(name));
    }
  }
  std::vector<std::pair<std::string, FormNode>> kept;
  // `words.1-3-2` is a role and a place; `label.org` a role and a field; `sheet.2` and `heading.1` are not handled
  // here.
  for (auto& [key, id] : ids->items) {
    const std::size_t dot = key.find('.');
    const std::string role = key.substr(0, dot);
    const std::string rest = dot == std::string::npos ? std::string() : key.substr(dot + 1);
    const bool is_place = !rest.empty() && rest.find_first_not_of("0123456789-") == std::string::npos &&
                          role != "sheet" && role != "heading";
    const bool is_gone = std::any_of(gone.begin(), gone.end(), [&rest](const std::string& name) {
      return rest == name || rest.starts_with(name + ".");
    });
    if (is_gone) continue;
    const std::string place = is_place ? place_after(rest, moved, known) : rest;
    if (is_place && place.empty()) continue;
    kept.emplace_back(dot == std::string::npos ? key : role + "." + place, std::move(id));
  }
  ids->items = std::move(kept);
  if (ids->items.empty()) form.erase("/text_ids");
}

}  // namespace gongwen::service
