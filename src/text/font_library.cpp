#include "text/font_library.h"

#include "base/file_path.h"
#include "base/nearest_name.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "data/readers.h"
#include "diagnostics/catalogue/text.h"
#include "resources/file_descriptor.h"
#include "resources/file_tree.h"
#include "resources/folder.h"
#include "resources/read_file.h"
#include "text/detail/font_memory.h"
#include "text/detail/glyph_program.h"
#include "text/subset_cache.h"

#include <algorithm>
#include <charconv>

namespace gongwen::text {
// Reading the manifest, indexing family names, opening faces. Faces are opened on first use and kept; faces of style
// sheets are added while other threads read, in a container whose elements do not move.
namespace {

using data::Value;
using data::ValueType;

/// Fields of the manifest by their types; a missing field or one of another type counts as empty. The project's own
/// scripts make and check the manifest, so one message for the whole file is enough.
std::string text_of(const Value& object, std::string_view key) {
  const std::optional<Value> value = object.is_object() ? object.find(key) : std::nullopt;
  return value && value->is_string() ? std::string(value->string()) : std::string();
}

/// Calls `visit` with each element of a list; an absent list has none.
template <typename Visit>
void for_each_element(const Value& object, std::string_view key, Visit visit) {
  const std::optional<Value> array = object.is_object() ? object.find(key) : std::nullopt;
  if (!array || !array->is_array()) return;
  for (std::size_t i = 0; i < array->size(); ++i) visit(array->at(i));
}

/// `otherwise` also replaces numbers with fractions.
int integer_of(const Value& value, int otherwise) {
  return value.type() == ValueType::Integer ? static_cast<int>(value.integer()) : otherwise;
}

/// A face's id alone, or an object {face, weight: [min, max], style}.
FamilyFace family_face(const Value& value) {
  FamilyFace face;
  if (value.is_string()) {
    face.face = value.string();
    return face;
  }
  face.face = text_of(value, "face");
  face.italic = text_of(value, "style") == "italic";
  const std::optional<Value> weight = value.is_object() ? value.find("weight") : std::nullopt;
  if (weight && weight->is_array() && weight->size() == 2) {
    // The whole range of CSS weights, if one end is malformed.
    face.min_weight = integer_of(weight->at(0), 1);
    face.max_weight = integer_of(weight->at(1), 1000);
  }
  return face;
}

/// Parses `U+4E00-9FFF` or a single `U+3007`; nullopt if malformed.
std::optional<CharacterRange> character_range(std::string_view text) {
  if (!text.starts_with("U+")) return std::nullopt;
  text.remove_prefix(2);
  const std::size_t dash = text.find('-');
  const auto parse = [](std::string_view digits, char32_t& out) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    out = value;
    return error == std::errc() && end == digits.data() + digits.size();
  };
  // A single character is a range of one.
  CharacterRange range;
  if (!parse(text.substr(0, dash), range.first)) return std::nullopt;
  range.last = range.first;
  if (dash != std::string_view::npos && !parse(text.substr(dash + 1), range.last)) return std::nullopt;
  return range;
}

/// A face that takes over some characters of a family, for example quotation marks. Malformed ranges are left out.
FamilyOverride family_override(const Value& value) {
  FamilyOverride result;
  result.face = family_face(value);
  for_each_element(value, "unicode_range", [&](const Value& range) {
    const auto parsed = range.is_string() ? character_range(range.string()) : std::nullopt;
    if (parsed) result.ranges.push_back(*parsed);
  });
  return result;
}

/// The names of a family are those of well-known fonts, too: a document that asks for 宋体 gets the face that replaces
/// it.
FontFamily family_of(const Value& value) {
  FontFamily family;
  family.id = text_of(value, "id");
  family.label = text_of(value, "label");
  for_each_element(value, "names", [&](const Value& name) {
    // A name is marked as a substitute if the family replaces a font of that name.
    const std::optional<Value> substitute = name.is_object() ? name.find("substitute") : std::nullopt;
    const bool stands_in = substitute && substitute->type() == ValueType::Boolean && substitute->boolean();
    family.names.push_back({text_of(name, "name"), stands_in});
  });
  for_each_element(value, "faces", [&](const Value& face) { family.faces.push_back(family_face(face)); });
  for_each_element(value, "overrides", [&](const Value& item) { family.overrides.push_back(family_override(item)); });
  for_each_element(value, "fallback", [&](const Value& face) { family.fallback.push_back(family_face(face)); });
  return family;
}

/// A file of the library. Sizes and hashes let a damaged installation be found before it changes documents.
ManifestFace manifest_face(const Value& value) {
  ManifestFace face;
  face.id = text_of(value, "id");
  face.file = text_of(value, "file");
  face.family = text_of(value, "family");
  face.licence = text_of(value, "licence");
  face.italic = text_of(value, "style") == "italic";
  face.sha256 = text_of(value, "sha256");
  if (const std::optional<Value> bytes = value.is_object() ? value.find("bytes") : std::nullopt) {
    // 0: the manifest says nothing about the size, and it is not checked.
    face.bytes = static_cast<std::size_t>(integer_of(*bytes, 0));
  }
  if (const std::optional<Value> weight = value.is_object() ? value.find("weight") : std::nullopt) {
    face.weight = integer_of(*weight, 400);
  }
  return face;
}

/// A generic name stands for several families in turn, in the order of its list, so that Latin letters come from a
/// Latin face (css-fonts-4 §2.1.2).
void add_generic_names(const Value& root, FontManifest& manifest) {
  const std::optional<Value> generic = root.find("generic");
  if (!generic || !generic->is_object()) return;
  for (std::size_t i = 0; i < generic->size(); ++i) {
    GenericFamily& added = manifest.generics.emplace_back();
    added.name = generic->key_at(i);
    for_each_element(*generic, generic->key_at(i), [&](const Value& id) {
      for (std::size_t family = 0; family < manifest.families.size(); ++family) {
        // A handful of families: a search for each is cheap.
        if (!id.is_string() || manifest.families[family].id != id.string()) continue;
        manifest.families[family].names.push_back({added.name, false});
        added.families.push_back(family);
      }
    });
  }
}

}  // namespace

/// Syntax errors are reported with their place in the file; anything else wrong makes the whole manifest unusable.
base::Expected<FontManifest> read_font_manifest(const std::string& path, resources::SourceStore& sources,
                                                diagnostics::DiagnosticSink& sink) {
  const base::Expected<diagnostics::SourceId> source = resources::read_text(path, {}, sources, sink);
  if (!source) return base::kReported;
  const base::Expected<data::Document> document =
      data::read_json(*source, sources.source_text(*source), data::JsonLimits{}, sink);
  if (!document) return base::kReported;
  const Value root = document->root();
  FontManifest manifest;
  for_each_element(root, "faces", [&](const Value& face) { manifest.faces.push_back(manifest_face(face)); });
  for_each_element(root, "families", [&](const Value& family) { manifest.families.push_back(family_of(family)); });
  for_each_element(root, "fallback", [&](const Value& face) { manifest.fallback.push_back(family_face(face)); });
  if (manifest.faces.empty() || manifest.families.empty()) {
    sink.report(diagnostics::messages::TextBadManifest, diagnostics::Origin{}, path);
    return base::kReported;
  }
  // Generic names refer to families by id, so they are read last.
  add_generic_names(root, manifest);
  return manifest;
}

namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

/// A PostScript name, without blanks: `Gw Song`, 700 → `GwSong-Bold`.
std::string postscript_name(const ManifestFace& face) {
  std::string name;
  for (const char c : face.family) {
    if (base::is_ascii_alnum(c)) name.push_back(c);
  }
  // 600 and above count as bold, as for faces of the user.
  const std::string_view weight = face.weight >= 600 ? "Bold" : face.weight < 400 ? "Light" : "";
  std::string style(weight);
  if (face.italic) style += "Italic";
  return name + "-" + (style.empty() ? "Regular" : style);
}

/// The characters of a name that PostScript names may have.
std::string ascii_name(const std::string& given) {
  std::string name;
  for (const char c : given) {
    if (base::is_ascii_alnum(c) || c == '-') name.push_back(c);
  }
  return name.empty() ? "UserFace" : name;
}

/// By its extension only; the content is checked when the face is opened.
bool is_face_file(std::string_view name) {
  const std::string lower = base::ascii_lowercase(name);
  for (const std::string_view ending : {".ttf", ".ttc", ".otf", ".otc", ".woff", ".woff2"}) {
    if (lower.ends_with(ending)) return true;
  }
  return false;
}

}  // namespace

/// Only what can be embedded may be shown: the file must look the same everywhere.
std::optional<FaceError> FontLibrary::refusal_of(const Face* face) {
  if (face == nullptr) return FaceError::Unusable;
  if (face->outlines() == OutlineFormat::None) return FaceError::WithoutOutlines;
  if (face->outlines() == OutlineFormat::Cff2) return FaceError::Variable;
  switch (face->embedding()) {
    case Embedding::Allowed: break;
    // A whole Chinese face has many megabytes; its licence forbids embedding less.
    case Embedding::WholeOnly: return FaceError::NotSubset;
    case Embedding::Forbidden: return FaceError::NotEmbedded;
  }
  return std::nullopt;
}

void FontLibrary::report_refusal(FaceError refusal, const Origin& origin, const std::string& path,
                                 diagnostics::DiagnosticSink& sink) {
  switch (refusal) {
    case FaceError::Unusable: sink.report(messages::TextUnusableFace, origin, path); break;
    case FaceError::WithoutOutlines: sink.report(messages::TextFaceWithoutOutlines, origin, path); break;
    case FaceError::Variable: sink.report(messages::TextVariableFace, origin, path); break;
    case FaceError::NotSubset: sink.report(messages::TextFaceNotSubset, origin, path); break;
    case FaceError::NotEmbedded: sink.report(messages::TextFaceNotEmbedded, origin, path); break;
  }
}

// The caches exist from the start, since const calls from several threads use them.
FontLibrary::FontLibrary() : subsets_(std::make_unique<SubsetCache>()), memories_(std::make_unique<FontMemoryPool>()) {}
FontLibrary::~FontLibrary() = default;

/// The manifest only names files; none of them is opened here.
std::unique_ptr<FontLibrary> FontLibrary::open(const std::string& folder, resources::SourceStore& sources,
                                               diagnostics::DiagnosticSink& sink, FileCheck check) {
  const base::Expected<FontManifest> manifest = read_font_manifest(folder + "/manifest.json", sources, sink);
  if (!manifest) return nullptr;
  auto library = std::make_unique<FontLibrary>();
  library->folder_ = folder;
  library->check_ = check;
  std::unordered_map<std::string, FaceId> ids;
  for (const ManifestFace& face : manifest->faces) {
    // Numbers of faces are their positions; ids of the manifest are only needed to resolve references in it.
    const FaceId id = library->add_face(postscript_name(face), face.family, folder + "/faces/" + face.file, 0);
    FaceEntry& entry = library->faces_[id.index()];
    entry.licence = face.licence;
    entry.bytes = face.bytes;
    entry.sha256 = face.sha256;
    ids.emplace(face.id, id);
  }
  const auto offer = [&](const FamilyFace& face, std::vector<CharacterRange> ranges) {
    const auto found = ids.find(face.face);
    // A reference to an unknown face stays in the list without a face; choosing a face skips it.
    const FaceId id = found == ids.end() ? FaceId() : found->second;
    return FaceOffer{id, face.min_weight, face.max_weight, face.italic, std::move(ranges)};
  };
  for (const FontFamily& family : manifest->families) {
    FamilyOffer offers;
    offers.name = family.label;
    offers.names = family.names;
    for (const FamilyOverride& item : family.overrides) offers.overrides.push_back(offer(item.face, item.ranges));
    for (const FamilyFace& face : family.faces) offers.faces.push_back(offer(face, {}));
    for (const FamilyFace& face : family.fallback) offers.fallback.push_back(offer(face, {}));
    library->families_.push_back(std::move(offers));
  }
  for (const FamilyFace& face : manifest->fallback) library->fallback_.push_back(offer(face, {}));
  // Both need the complete lists of faces and families.
  library->label_faces();
  library->index_names(*manifest);
  return library;
}

/// Messages name a face by the first family that offers it.
void FontLibrary::label_faces() {
  std::vector<bool> labelled(faces_.size());
  for (const FamilyOffer& family : families_) {
    for (const FaceOffer& offer : family.faces) {
      if (!offer.face || labelled[offer.face.index()]) continue;
      faces_[offer.face.index()].family = family.name;
      labelled[offer.face.index()] = true;
    }
  }
}

/// CSS family names ignore ASCII case.
void FontLibrary::index_names(const FontManifest& manifest) {
  for (std::size_t i = 0; i < manifest.families.size(); ++i) {
    for (const FamilyName& name : manifest.families[i].names) {
      by_name_[base::ascii_lowercase(name.name)].push_back(i);
    }
  }
  for (const GenericFamily& generic : manifest.generics)
    by_name_[base::ascii_lowercase(generic.name)] = generic.families;
}

/// Loads the library that opens faces, which takes some milliseconds, in a thread that has time.
void FontLibrary::prepare_faces() { load_harfbuzz(); }

/// The position in the list is the number of the face, so faces are never removed.
FaceId FontLibrary::add_face(std::string name, std::string family, std::string path, unsigned index) {
  faces_.push_back({std::move(name), std::move(family), std::move(path), {}, 0, {}, index, false, nullptr});
  return FaceId(faces_.size() - 1);
}

/// Files in the folder that are not fonts are ignored.
void FontLibrary::add_folder(const std::string& folder, diagnostics::DiagnosticSink& sink) {
  for (const std::string& file : resources::Folder(folder).files()) {
    if (is_face_file(file)) add_user_face(base::join_path(folder, file), sink);
  }
}

/// A collection has several faces; each becomes a family by all names that its file gives it, before those of the
/// manifest.
void FontLibrary::add_user_face(const std::string& path, diagnostics::DiagnosticSink& sink) {
  // A limit, so that a damaged file cannot keep the loop running.
  constexpr unsigned kMaxFaces = 64;
  for (unsigned index = 0; index < kMaxFaces; ++index) {
    const std::shared_ptr<const Face> face = Face::open(path, index);
    // The number of faces is not queried: opening fails after the last one.
    if (face == nullptr && index > 0) return;
    if (const std::optional<FaceError> refusal = refusal_of(face.get())) {
      return report_refusal(*refusal, Origin{}, path, sink);
    }
    const std::vector<std::string> names = face->names();
    // Without a name no style sheet can ask for it.
    if (names.empty()) continue;
    const FaceId id = add_face(ascii_name(names.back()), names.front(), path, index);
    // Opened above to read its names, so it need not be opened again.
    faces_[id.index()].face = face;
    faces_[id.index()].opened = true;
    // A family with the single face, so that it is found and matched like those of the manifest.
    FamilyOffer family;
    family.name = names.front();
    for (const std::string& given : names) family.names.push_back({given, false});
    // User faces have one weight; bold ones serve requests of 600 and above.
    const bool bold = face->weight() >= 600;
    family.faces.push_back({id, bold ? 600 : 1, bold ? 1000 : 599, face->is_italic(), {}, face->stretch()});
    families_.push_back(std::move(family));
    for (const std::string& given : names) {
      // In front: a face of the user wins over one of the manifest that has the same name.
      std::vector<std::size_t>& families = by_name_[base::ascii_lowercase(given)];
      families.insert(families.begin(), families_.size() - 1);
    }
  }
}

/// In the order in which they are to be tried; empty for an unknown name.
std::vector<const FamilyOffer*> FontLibrary::find_families(std::string_view name) const {
  std::vector<const FamilyOffer*> found;
  const auto entry = by_name_.find(base::ascii_lowercase(name));
  if (entry == by_name_.end()) return found;
  for (const std::size_t index : entry->second) found.push_back(&families_[index]);
  return found;
}

/// For messages: `Did you mean …?` after a misspelled name. Empty if no name is similar.
std::string FontLibrary::nearest_family(std::string_view name) const {
  std::vector<std::string_view> known;
  for (const FamilyOffer& family : families_) {
    for (const FamilyName& given : family.names) known.push_back(given.name);
  }
  return std::string(base::find_nearest_name(name, known));
}

/// Faces of files have numbers after those of the library.
FontLibrary::FaceEntry& FontLibrary::entry(FaceId id) const {
  if (id.index() < faces_.size()) return faces_[id.index()];
  const std::lock_guard lock(mutex_);
  return file_faces_[id.index() - faces_.size()];
}

/// Also remembers that a file cannot be used, so that it is reported but not opened again.
FaceId FontLibrary::file_face(const std::string& path) const {
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = by_file_.find(path); known != by_file_.end()) return known->second;
  }
  // Unpacking a web font takes long and must not block other threads, so the lock is released; two threads may do the
  // same work.
  std::shared_ptr<const Face> face = Face::open(path, 0);
  const std::lock_guard lock(mutex_);
  const auto [found, is_new] = by_file_.try_emplace(path);
  if (!is_new) return found->second;
  // The entry in `by_file_` stays without a face: a later call finds it and returns at once.
  if (refusal_of(face.get())) return {};
  const std::vector<std::string> names = face->names();
  FaceEntry& added = file_faces_.emplace_back();
  // PDF needs a name even for a face without one.
  added.name = ascii_name(names.empty() ? std::string() : names.back());
  added.family = names.empty() ? std::string(base::file_name(path)) : names.front();
  added.path = path;
  added.opened = true;
  added.face = std::move(face);
  return found->second = FaceId(faces_.size() + file_faces_.size() - 1);
}

/// Null for a face that cannot be opened; the attempt is made once.
const Face* FontLibrary::face(FaceId id) const {
  if (!id) return nullptr;
  FaceEntry& entry = this->entry(id);
  const std::lock_guard lock(mutex_);
  if (!entry.opened) {
    entry.opened = true;
    // Opening under the lock lets a second thread wait for the same face instead of opening it twice.
    if (is_as_made(entry)) entry.face = Face::open(entry.path, entry.index);
  }
  return entry.face.get();
}

/// A truncated or replaced file would change documents silently.
bool FontLibrary::is_as_made(const FaceEntry& entry) const {
  if (entry.bytes != 0 && resources::file_size(entry.path) != entry.bytes) return false;
  // Hashing reads the whole file; the size alone finds truncated ones.
  if (check_ == FileCheck::Size || entry.sha256.empty()) return true;
  const auto file = resources::MappedFile::open(entry.path);
  if (!file) return false;
  return base::sha256({reinterpret_cast<const char*>(file->bytes().data()), file->bytes().size()}) == entry.sha256;
}

/// The cache belongs to the library, since its keys are faces of it.
std::shared_ptr<const PackedSubset> FontLibrary::subset(const Face& face, std::span<const GlyphId> common,
                                                        std::span<const GlyphId> own, resources::Effort effort,
                                                        const WholeFont* whole) const {
  return subsets_->get(face, common, own, effort, whole);
}

}  // namespace gongwen::text
