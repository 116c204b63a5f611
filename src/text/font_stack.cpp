#include "text/font_stack.h"

#include "base/utf8.h"

#include <algorithm>
#include <optional>

namespace gongwen::text {
// Font matching (css-fonts-4 section 5), narrowed to what the library's families need. The result is a list of
// faces to be tried for each character: first listed families, then their fallbacks, then those of the
// library.
namespace {

/// How badly a face fits a request; 0 is a match (css-fonts-4 section 5.2, narrowed to families with few faces).
int mismatch(const FaceOffer& offer, const FontRequest& request) {
  int cost = 0;
  if (request.weight < offer.min_weight) cost += offer.min_weight - request.weight;
  if (request.weight > offer.max_weight) cost += request.weight - offer.max_weight;
  // More than any difference of weights, which are 1 to 1000.
  if (request.italic != offer.italic) cost += 2000;
  // The width decides before style and weight (css-fonts-4 §5.2).
  cost += 10'000 * std::abs(request.stretch - offer.stretch);
  return cost;
}

/// The best offer; the first of equally good ones.
const FaceOffer* best_offer(const std::vector<FaceOffer>& offers, const FontRequest& request) {
  const FaceOffer* best = nullptr;
  for (const FaceOffer& offer : offers) {
    if (offer.face && (best == nullptr || mismatch(offer, request) < mismatch(*best, request))) best = &offer;
  }
  return best;
}

StackEntry entry_for(const FaceOffer& offer, const FontRequest& request, Rank rank) {
  StackEntry entry;
  entry.face = offer.face;
  entry.rank = rank;
  entry.ranges = offer.ranges;
  // css-fonts-4, font-synthesis-weight and font-synthesis-style: a bold or a slant that the family lacks is
  // synthesized.
  entry.synthetic_bold = request.synthesizes_weight && request.weight >= 600 && offer.max_weight < 600;
  entry.synthetic_oblique = request.synthesizes_style && request.italic && !offer.italic;
  return entry;
}

/// A word at the end of a face's name that names its style.
struct StyleWord {
  std::string_view word;
  int weight;  // 0: the style does not determine it
  bool italic;
};

constexpr StyleWord kStyleWords[] = {{"regular", 400, false}, {"bold", 700, false},   {"italic", 0, true},
                                     {"oblique", 0, true},    {"medium", 500, false}, {"light", 300, false},
                                     {"black", 900, false},   {"r", 400, false},      {"semibold", 600, false}};

/// Finds the family of a face's full name by taking style words off its end: `Liberation Serif Bold` → the family, with
/// the weight in the request. local() takes names of single faces.
std::vector<const FamilyOffer*> find_local(const FontLibrary& library, std::string name, FontRequest& request) {
  std::vector<const FamilyOffer*> families = library.find_families(name);
  while (families.empty()) {
    // `NotoSerif-Bold` as well as `Noto Serif Bold`.
    const std::size_t cut = name.find_last_of(" -");
    if (cut == std::string::npos) return {};
    const std::string word = base::ascii_lowercase(name.substr(cut + 1));
    const auto* known = std::find_if(std::begin(kStyleWords), std::end(kStyleWords),
                                     [&](const StyleWord& style) { return style.word == word; });
    if (known == std::end(kStyleWords)) return {};
    if (known->weight != 0) request.weight = known->weight;
    request.italic = request.italic || known->italic;
    name.resize(cut);
    families = library.find_families(name);
  }
  return families;
}

/// Builds the stack of one request.
class StackBuilder {
 public:
  StackBuilder(const FontRequest& request, const FontLibrary& library, std::span<const FontFaceDefinition> definitions)
      : request_(request), library_(library), definitions_(definitions) {}

  /// If the first family is unknown, it is noted for the message, even if another one of the list is known.
  FontStack build() {
    for (const std::string& family : request_.families) {
      // An @font-face rule hides an installed family of the same name (css-fonts-4 §5.2).
      const bool known = add_defined(family) || add_families(family);
      stack_.all_unknown = !known && stack_.entries.empty();
      if (!known && &family == &request_.families.front()) stack_.unknown_first = family;
    }
    if (stack_.all_unknown) stack_.unknown_first.clear();
    // Without any known family the text is still shown; a message says which name is unknown.
    if (stack_.entries.empty()) add_families("serif");
    // After all listed families, so that a fallback never replaces a family that is listed later.
    for (const auto& [family, asked] : families_) {
      for (const FaceOffer& offer : family->fallback) {
        if (StackEntry* const added = add_fallback(offer, Rank::FamilyFallback)) {
          added->family = library_.family_id(*family);
          added->stands_in_for = asked;
        }
      }
    }
    for (const FaceOffer& offer : library_.fallback()) add_fallback(offer, Rank::LibraryFallback);
    // The first face that has a blank gives the line its metrics.
    const auto primary = std::find_if(stack_.entries.begin(), stack_.entries.end(),
                                      [](const StackEntry& entry) { return entry.covers(U' '); });
    if (primary != stack_.entries.end()) {
      stack_.primary = static_cast<std::size_t>(primary - stack_.entries.begin());
    }
    return std::move(stack_);
  }

 private:
  /// Null if the face is not for the requested weight.
  StackEntry* add_fallback(const FaceOffer& offer, Rank rank) {
    const bool fits = request_.weight >= offer.min_weight && request_.weight <= offer.max_weight;
    if (!offer.face || !fits) return nullptr;
    return &stack_.entries.emplace_back(entry_for(offer, request_, rank));
  }

  StackEntry listed(const FamilyOffer& family, const FaceOffer& offer) const {
    StackEntry entry = entry_for(offer, request_, Rank::Listed);
    entry.family = library_.family_id(family);
    return entry;
  }

  /// Adds the faces of a family name; a generic name has several families.
  bool add_families(std::string_view name) {
    const std::vector<const FamilyOffer*> families = library_.find_families(name);
    std::vector<std::pair<int, StackEntry>> found;
    // Overrides come first: they take over some characters from the family's own face.
    for (const FamilyOffer* family : families) {
      families_.emplace_back(family, families.size() == 1 ? name : std::string_view(family->name));
      for (const FaceOffer& offer : family->overrides) {
        found.emplace_back(0, listed(*family, offer));
      }
      const FaceOffer* const best = best_offer(family->faces, request_);
      if (best != nullptr) found.emplace_back(mismatch(*best, request_), listed(*family, *best));
    }
    // Several files may have the same family name, each with one weight: the best match comes first.
    const bool generic = families.size() > 1 && families.front()->name != families.back()->name;
    if (!generic) {
      std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    }
    for (auto& [cost, entry] : found) stack_.entries.push_back(std::move(entry));
    return !found.empty();
  }

  /// Adds the @font-face rules of a family: all of them if they have different characters; of those that compete, the
  /// best match.
  bool add_defined(const std::string& family) {
    bool known = false;
    std::vector<const FontFaceDefinition*> matching;
    for (const FontFaceDefinition& definition : definitions_) {
      if (base::equals_ignoring_ascii_case(definition.family, family)) matching.push_back(&definition);
    }
    for (const FontFaceDefinition* definition : matching) {
      const bool beaten = std::any_of(matching.begin(), matching.end(), [&](const FontFaceDefinition* other) {
        // Rules with other ranges do not compete: they complement each other.
        return other->ranges == definition->ranges && distance(*other) < distance(*definition);
      });
      if (!beaten) known = add_definition(*definition) || known;
    }
    return known;
  }

  /// How far a rule is from the request; 0 is a match.
  int distance(const FontFaceDefinition& definition) const {
    const auto beyond = [](int wanted, int least, int most) {
      return wanted < least ? least - wanted : wanted > most ? wanted - most : 0;
    };
    return beyond(request_.weight, definition.min_weight, definition.max_weight) +
           (definition.italic != request_.italic ? 2000 : 0) +
           10'000 * beyond(request_.stretch, definition.min_stretch, definition.max_stretch);
  }

  /// The first source that can be used.
  bool add_definition(const FontFaceDefinition& definition) {
    for (const FontFaceDefinition::Source& source : definition.sources) {
      if (source.is_file) {
        const FaceId face = library_.file_face(source.name);
        // The next source is tried, as css-fonts-4 §4.3 demands.
        if (!face) continue;
        // The descriptors of the rule count rather than those in the file (css-fonts-4 §4.4).
        const FaceOffer offer{face, definition.min_weight, definition.max_weight, definition.italic, definition.ranges};
        stack_.entries.push_back(entry_for(offer, request_, Rank::Listed));
        return true;
      }
      FontRequest local{{}, definition.min_weight, definition.italic};
      for (const FamilyOffer* family : find_local(library_, source.name, local)) {
        const FaceOffer* const best = best_offer(family->faces, local);
        if (best == nullptr) continue;
        StackEntry entry = listed(*family, *best);
        entry.ranges = definition.ranges;
        stack_.entries.push_back(std::move(entry));
        return true;
      }
    }
    return false;
  }

  const FontRequest& request_;
  const FontLibrary& library_;
  std::span<const FontFaceDefinition> definitions_;
  FontStack stack_;
  std::vector<std::pair<const FamilyOffer*, std::string_view>> families_;  // with the names that led to them
};

}  // namespace

bool StackEntry::covers(char32_t code_point) const {
  return ranges.empty() || std::any_of(ranges.begin(), ranges.end(),
                                       [&](const CharacterRange& range) { return range.contains(code_point); });
}

/// For the hint of a message: the family most similar to one of the unknown names; otherwise the library's first.
std::string suggested_family(const FontLibrary& library, std::span<const std::string> unknown) {
  for (const std::string& name : unknown) {
    if (std::string nearest = library.nearest_family(name); !nearest.empty()) return nearest;
  }
  return library.families().empty() ? std::string() : library.families().front().name;
}

/// Whether `src: local(name)` finds a face.
bool is_local_face(const FontLibrary& library, const std::string& name) {
  FontRequest request;
  const std::vector<const FamilyOffer*> families = find_local(library, name, request);
  return std::any_of(families.begin(), families.end(),
                     [&](const FamilyOffer* family) { return best_offer(family->faces, request) != nullptr; });
}

FontStack resolve_font_stack(const FontRequest& request, const FontLibrary& library,
                             std::span<const FontFaceDefinition> definitions) {
  return StackBuilder(request, library, definitions).build();
}

}  // namespace gongwen::text
