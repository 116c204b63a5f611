// PackageShower: the documents of a package with their pages, templates, annotations, seals, links and outline (GB/T
// 33190-2016, chapter 7 and the chapters on annotations, actions and signatures).
#pragma once

#include "programs/show/detail/object_painter.h"
#include "programs/show/detail/show_ofd.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::show {

/// The images of a package, for the ImageSet.
class PackageImages final : public images::ImageFiles {
 public:
  explicit PackageImages(PackageParts& parts) : parts_(parts) {}
  base::Expected<std::string> read(std::string_view name, const diagnostics::Origin& origin,
                                   diagnostics::DiagnosticSink& sink) override;

 private:
  PackageParts& parts_;
};

class PackageShower {
 public:
  PackageShower(PackageParts parts, const text::FontLibrary& library, Reporter& reporter, ObjectCounts& counts);

  /// Draws everything into `shown`. Returns false after reporting an error.
  bool show_all(ShownDocument& shown);
  /// Draws the first page into a box of another file's page, in px: the picture of a seal. Returns whether that was
  /// possible.
  bool show_first_page(PageCanvas& canvas, const base::Transform& map, const Box& box);

 private:
  struct Page {
    std::string id;
    std::string path;
    const Element* tree = nullptr;  // null: missing
    Box box;                        // physical, in mm
    std::unique_ptr<PageCanvas> canvas;
    std::vector<TextLine> lines;
    std::vector<paint::LinkArea> links;
    /// Resources of the page and its templates, by their paths, where they have their own.
    std::map<std::string, Resources, std::less<>> resources;
  };
  /// A document of the package (DocBody).
  struct Body {
    std::string path;
    const Element* tree = nullptr;
    const Element* entry = nullptr;
    Resources resources;
    std::string default_space;
    std::map<std::string, std::string, std::less<>> templates;  // paths by identifier
    std::map<std::string, std::string, std::less<>> template_orders;
    Box box;
    std::deque<Page> pages;
    std::size_t first_page = 0;  // in the whole file
  };

  bool read_bodies();
  Box box_of(const Element* area, const Box& otherwise);
  /// Returns the part that an element names, such as the list of annotations, and its path. Null if it names none, or
  /// after a report if the part is missing.
  const Element* listed_tree(const Element& of, std::string_view name, const std::string& base, std::string& path);
  bool read_body(const Element& entry);
  const Resources& resources_of(Body& body, Page& page, const Element& tree, const std::string& path);
  ObjectFrame frame_of(const Page& page) const;
  void paint_page(Body& body, Page& page);
  void paint_layers(Body& body, Page& page, const Element& tree, const std::string& path, std::string_view type,
                    bool all);
  void paint_templates(Body& body, Page& page, std::string_view order);
  void paint_annotations(Body& body);
  void paint_annotation(Body& body, Page& page, const Element& annotation, const Resources& resources);
  void paint_seals(Body& body, ShownDocument& shown);
  void paint_stamp(Body& body, const Element& stamp, const std::string& picture_type, const std::string& picture,
                   ShownDocument& shown);
  void read_outline(const Body& body, const Element& parent, int level, ShownDocument& shown);
  void read_attachments(const Body& body, ShownDocument& shown);
  void read_information(ShownDocument& shown) const;
  void add_links(const Body& body, Page& page, const Element& object, const base::Transform& map, const Box& box);
  std::optional<paint::Destination> destination_of(const Body& body, const Element& go) const;
  /// The path that a child element of this name states, relative to a part; empty if absent.
  static std::string location(const Element& parent, std::string_view child, const std::string& part);
  ObjectPainter painter_of(const Body& body, Page& page, const Resources& resources);

  PackageParts parts_;
  const text::FontLibrary& library_;
  Reporter& reporter_;
  ObjectCounts& counts_;
  PackageImages image_files_;
  diagnostics::DiagnosticSink image_sink_;  // reasons why images cannot be read; the object is reported
  images::ImageSet images_;
  DocumentFonts fonts_;
  PaintingContext context_;
  std::deque<Body> bodies_;
  std::vector<std::unique_ptr<PackageShower>> seals_;  // pictures of seals that are OFD files themselves
  paint::StructureTree* structure_ = nullptr;
  paint::PaintedDocument* painted_ = nullptr;
};

}  // namespace gongwen::show
