// FontLibrary: all faces that documents may use: those of the manifest, and before them those of the office's own
// folders. Faces are opened when first needed. Shared by threads.
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

// FontManifest: fonts/manifest.json read: which faces there are, and which CSS family names lead to them.

/// One entry of a family: the face to be used for a span of weights.
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

/// A name that stands for several families in turn: `serif`.
struct GenericFamily {
  std::string name;
  std::vector<std::size_t> families;  // places in the manifest, in the order in which they are tried
};

struct FontManifest {
  std::vector<ManifestFace> faces;
  std::vector<FontFamily> families;
  std::vector<GenericFamily> generics;
  std::vector<FamilyFace> fallback;
};

/// Reports: those of reading and of data::read_json, and text/bad-manifest.
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

/// What a CSS family name leads to.
struct FamilyOffer {
  std::string name;                    // for people: `宋体`
  std::vector<FamilyName> names = {};  // in style sheets
  std::vector<FaceOffer> overrides = {};
  std::vector<FaceOffer> faces = {};
  std::vector<FaceOffer> fallback = {};
};

/// What of the files that come with gongwen is compared with the manifest when they are opened: their size, which costs
/// nothing, or all their bytes, 10 ms a face.
enum class FileCheck : std::uint8_t { Size, Bytes };

/// Why documents cannot show a face.
enum class FaceError : std::uint8_t { Unusable, WithoutOutlines, Variable, NotSubset, NotEmbedded };

class FontLibrary {
 public:
  FontLibrary();
  ~FontLibrary();

  /// `folder` holds manifest.json and faces/. Reports: those of read_font_manifest.
  static std::unique_ptr<FontLibrary> open(const std::string& folder, resources::SourceStore& sources,
                                           diagnostics::DiagnosticSink& sink, FileCheck check = FileCheck::Size);

  /// Adds the faces of a folder of the user's, by the names that the files give themselves. They win over the
  /// manifest's. Reports: text/unusable-face and the like for files that are not faces or cannot be embedded.
  void add_folder(const std::string& folder, diagnostics::DiagnosticSink& sink);

  /// The face of a file that a style sheet brings, opened once for all renders; nothing when it cannot be used. It is
  /// not one of those that are counted.
  FaceId file_face(const std::string& path) const;
  /// Why a file's face cannot be shown or embedded; nothing when it can.
  static std::optional<FaceError> refusal_of(const Face* face);
  /// Reports: text/unusable-face and the like.
  static void report_refusal(FaceError refusal, const diagnostics::Origin& origin, const std::string& path,
                             diagnostics::DiagnosticSink& sink);

  /// The families that answer to a CSS name, without regard to case; several for a generic name.
  std::vector<const FamilyOffer*> find_families(std::string_view name) const;
  /// The name of a family that was most likely meant; empty when none is near.
  std::string nearest_family(std::string_view name) const;
  const std::vector<FaceOffer>& fallback() const { return fallback_; }

  /// Where it was opened.
  const std::string& folder() const { return folder_; }

  std::size_t face_count() const { return faces_.size(); }
  /// Null when the file is missing, broken, or not the one that the manifest names; opened once.
  const Face* face(FaceId id) const;
  /// Loads what the first face would load (the shaping library), for a thread that has nothing else to do.
  static void prepare_faces();
  const std::string& face_name(FaceId id) const { return entry(id).name; }
  /// For people: the label of a family that offers the face (`宋体`), otherwise the family that the file names.
  const std::string& face_family(FaceId id) const { return entry(id).family; }
  const std::string& face_path(FaceId id) const { return entry(id).path; }
  std::string_view face_licence(FaceId id) const { return entry(id).licence; }
  const std::vector<FamilyOffer>& families() const { return families_; }
  /// The number of a family that the library itself has given out.
  FamilyId family_id(const FamilyOffer& family) const {
    return FamilyId(static_cast<std::size_t>(&family - families_.data()));
  }

  /// The part of a face with the glyphs of a document, packed for embedding (subset_cache.h). `common` are those that
  /// many documents show in the same way, such as a form's headings, and are packed once for all; `own` the others.
  /// Each ascending, without 0, and none in both. `effort` is that for the others. With
  /// `whole`, programs can use the font by itself (subset.h).
  std::shared_ptr<const PackedSubset> subset(const Face& face, std::span<const GlyphId> common,
                                             std::span<const GlyphId> own,
                                             resources::Effort effort = resources::Effort::Quick,
                                             const WholeFont* whole = nullptr) const;

  /// What renders have learnt of these faces.
  FontMemoryPool& memories() const { return *memories_; }

 private:
  struct FaceEntry {
    std::string name;  // as a document's font list shows it: `GwSong-Bold`
    std::string family;
    std::string path;
    std::string licence;
    std::size_t bytes = 0;  // that the file must have; 0: unknown
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
  mutable std::deque<FaceEntry> file_faces_;  // numbered after the others; added while others are read
  mutable std::unordered_map<std::string, FaceId> by_file_;
  std::vector<FamilyOffer> families_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_name_;
  std::vector<FaceOffer> fallback_;
  std::unique_ptr<SubsetCache> subsets_;
  std::unique_ptr<FontMemoryPool> memories_;
};

}  // namespace gongwen::text
