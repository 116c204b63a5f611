// FontLibrary: all faces that documents may use: those in the office's own folders, then those of the manifest. Faces
// are opened when first needed. Shared by threads.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "resources/deflate.h"
#include "resources/read_file.h"
#include "text/face.h"

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gongwen::text {

// FontManifest: the data of fonts/manifest.json: the available faces, and the CSS family names under which they are
// used.

/// One entry of a family: the face for a range of weights.
struct FamilyFace {
  std::string face;
  int min_weight = 1;
  int max_weight = 1000;
  bool italic = false;
};

struct CharacterRange {
  char32_t first = 0;
  char32_t last = 0x10FFFF;
  bool contains(char32_t c) const { return c >= first && c <= last; }
  friend bool operator==(const CharacterRange&, const CharacterRange&) = default;
};

/// Characters of a family that come from another face.
struct FamilyOverride {
  std::vector<CharacterRange> ranges;
  FamilyFace face;
};

struct FamilyName {
  std::string name;
  bool substitute = false;  // replaces a missing face
};

struct FontFamily {
  std::string id;
  std::string label;
  std::vector<FamilyName> names;
  std::vector<FamilyFace> faces;
  std::vector<FamilyOverride> overrides;
  std::vector<FamilyFace> fallback;
};

struct ManifestFace {
  std::string id;
  std::string file;
  std::string family;
  std::string licence;
  int weight = 400;
  bool italic = false;
  std::size_t bytes = 0;  // of the file; 0: not stated
  std::string sha256;
};

/// A name for several families, tried in turn: `serif`.
struct GenericFamily {
  std::string name;
  std::vector<std::size_t> families;  // indices in the manifest, in the order in which they are tried
};

struct FontManifest {
  std::vector<ManifestFace> faces;
  std::vector<FontFamily> families;
  std::vector<GenericFamily> generics;
  std::vector<FamilyFace> fallback;
};

/// Reports: the messages of reading and of data::read_json, and text/bad-manifest.
base::Expected<FontManifest> read_font_manifest(const std::string& path, resources::SourceStore& sources,
                                                diagnostics::DiagnosticSink& sink);

struct PackedSubset;
struct WholeFont;
class FontMemoryPool;
class SubsetCache;

/// A face that a family offers for some weight and style.
struct FaceOffer {
  FaceId face;
  int min_weight = 1;
  int max_weight = 1000;
  bool italic = false;
  std::vector<CharacterRange> ranges;  // empty: all characters
  int stretch = 100;                   // percent
};

/// The faces under a CSS family name.
struct FamilyOffer {
  std::string name;                    // for display: `宋体`
  std::vector<FamilyName> names = {};  // in style sheets
  std::vector<FaceOffer> overrides = {};
  std::vector<FaceOffer> faces = {};
  std::vector<FaceOffer> fallback = {};
};

/// How the files that come with gongwen are compared with the manifest when opened: by their size, which costs nothing,
/// or by all their bytes, which takes 10 ms per face.
enum class FileCheck : std::uint8_t { Size, Bytes };

/// The reason why documents cannot show a face.
enum class FaceError : std::uint8_t { Unusable, WithoutOutlines, Variable, NotSubset, NotEmbedded };

class FontLibrary {
 public:
  FontLibrary();
  ~FontLibrary();

  /// `folder` holds manifest.json and faces/. Reports: the messages of read_font_manifest.
  static std::unique_ptr<FontLibrary> open(const std::string& folder, resources::SourceStore& sources,
                                           diagnostics::DiagnosticSink& sink, FileCheck check = FileCheck::Size);

  /// Adds the faces of a user's folder, by the names that the files have for themselves. They win over those of the
  /// manifest. Reports: text/unusable-face and the like for files that are not faces or cannot be embedded.
  void add_folder(const std::string& folder, diagnostics::DiagnosticSink& sink);

  /// The face of a file that a style sheet refers to, opened once for all renders; an invalid id if it cannot be used.
  /// face_count() does not include it.
  FaceId file_face(const std::string& path) const;
  /// Why a file's face cannot be shown or embedded; nullopt if it can.
  static std::optional<FaceError> refusal_of(const Face* face);
  /// Reports: text/unusable-face and the like.
  static void report_refusal(FaceError refusal, const diagnostics::Origin& origin, const std::string& path,
                             diagnostics::DiagnosticSink& sink);

  /// The families with a CSS name, ignoring case; several for a generic name.
  std::vector<const FamilyOffer*> find_families(std::string_view name) const;
  /// The most similar family name, for messages; empty if none is similar.
  std::string nearest_family(std::string_view name) const;
  const std::vector<FaceOffer>& fallback() const { return fallback_; }

  /// The folder from which the library was opened.
  const std::string& folder() const { return folder_; }

  std::size_t face_count() const { return faces_.size(); }
  /// Null if the file is missing, broken, or not the one that the manifest names; opened once.
  const Face* face(FaceId id) const;
  /// Loads in advance what the first face needs (the shaping library), for a thread that is idle.
  static void prepare_faces();
  const std::string& face_name(FaceId id) const { return entry(id).name; }
  /// For display: the label of a family that offers the face (`宋体`), otherwise the family named in the file.
  const std::string& face_family(FaceId id) const { return entry(id).family; }
  const std::string& face_path(FaceId id) const { return entry(id).path; }
  std::string_view face_licence(FaceId id) const { return entry(id).licence; }
  const std::vector<FamilyOffer>& families() const { return families_; }
  /// The number of a family; `family` must be one returned by this library.
  FamilyId family_id(const FamilyOffer& family) const {
    return FamilyId(static_cast<std::size_t>(&family - families_.data()));
  }

  /// The part of a face with the glyphs of a document, packed for embedding (subset_cache.h). `common` are the glyphs
  /// that many documents show in the same way, such as a form's headings; they are packed once for all documents, with
  /// `own` the other glyphs, packed with `effort`. Both are ascending, without 0, and disjoint. With `whole`, programs
  /// can use the font by itself (subset.h).
  std::shared_ptr<const PackedSubset> subset(const Face& face, std::span<const GlyphId> common,
                                             std::span<const GlyphId> own,
                                             resources::Effort effort = resources::Effort::Quick,
                                             const WholeFont* whole = nullptr) const;

  /// What renders have cached about these faces.
  FontMemoryPool& memories() const { return *memories_; }

 private:
  struct FaceEntry {
    std::string name;  // the name in a document's font list: `GwSong-Bold`
    std::string family;
    std::string path;
    std::string licence;
    std::size_t bytes = 0;  // expected size of the file; 0: unknown
    std::string sha256;     // likewise; empty: unknown
    unsigned index = 0;
    bool opened = false;
    std::shared_ptr<const Face> face;
  };

  FaceEntry& entry(FaceId id) const;
  bool is_as_made(const FaceEntry& entry) const;
  FaceId add_face(std::string name, std::string family, std::string path, unsigned index);
  void label_faces();
  void index_names(const FontManifest& manifest);
  void add_user_face(const std::string& path, diagnostics::DiagnosticSink& sink);

  std::string folder_;
  FileCheck check_ = FileCheck::Size;
  mutable std::mutex mutex_;
  mutable std::vector<FaceEntry> faces_;
  mutable std::deque<FaceEntry> file_faces_;  // numbered after the others; may be added while others are read
  mutable std::unordered_map<std::string, FaceId> by_file_;
  std::vector<FamilyOffer> families_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_name_;
  std::vector<FaceOffer> fallback_;
  std::unique_ptr<SubsetCache> subsets_;
  std::unique_ptr<FontMemoryPool> memories_;
};

}  // namespace gongwen::text
