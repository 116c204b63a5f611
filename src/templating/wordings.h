// Wordings: labels, guidance and sentences of a kind of document, which its templates write by id and others may
// replace.
//   wording("request.deadline", date=deadline | cn_date)      with the text "于{date}前提交。"
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

/// A text with places of values, which are written `{name}`; `{{` and `}}` are braces.
struct Wording {
  struct Piece {
    std::string text;  // of a place its name
    bool is_place = false;
  };
  std::vector<Piece> pieces;
  std::vector<std::string> places;  // names, each once, sorted

  /// Nothing when a brace is not closed, or when what is in braces is not a name.
  static std::optional<Wording> parse(std::string_view text);
};

class Wordings {
 public:
  /// Adds a text, or replaces that of the same id.
  void set(std::string_view id, Wording wording);
  /// Null when there is none.
  const Wording* find(std::string_view id) const;
  /// The id that was most likely meant; empty when none is near.
  std::string nearest_id(std::string_view id) const;

 private:
  std::map<std::string, Wording, std::less<>> texts_;
};

/// `{date}、{name}`: names of places for messages; `–` when there are none.
std::string list_places(const std::vector<std::string>& names);

}  // namespace gongwen::templating
