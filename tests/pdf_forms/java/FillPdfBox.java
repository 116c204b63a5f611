import java.io.File;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationWidget;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDCheckBox;
import org.apache.pdfbox.pdmodel.interactive.form.PDChoice;
import org.apache.pdfbox.pdmodel.interactive.form.PDField;
import org.apache.pdfbox.pdmodel.interactive.form.PDRadioButton;

/** Apache PDFBox. */
class FillPdfBox {
    static void fill(String how, String source, String target, Values values) throws Exception {
        try (PDDocument document = PDDocument.load(new File(source))) {
            PDAcroForm form = document.getDocumentCatalog().getAcroForm(null);
            form.setNeedAppearances(how.equals("ask"));
            for (Map.Entry<String, String> entry : values.entrySet()) {
                PDField field = form.getField(entry.getKey());
                set(field, entry.getValue());
                touch(field);
            }
            if (how.equals("flatten")) form.flatten();
            if (how.equals("update")) {
                form.getCOSObject().setNeedToBeUpdated(true);
                document.getDocumentCatalog().getCOSObject().setNeedToBeUpdated(true);
                try (OutputStream out = new FileOutputStream(target)) {
                    document.saveIncremental(out);
                }
            } else {
                document.save(target);
            }
        }
    }

    private static void set(PDField field, String value) throws Exception {
        if (field instanceof PDCheckBox) {
            ((PDCheckBox) field).check();
        } else if (field instanceof PDRadioButton) {
            PDRadioButton button = (PDRadioButton) field;
            List<String> exported = button.getExportValues();
            Values.require(exported.isEmpty() ? button.getOnValues() : exported, value);
            button.setValue(value);
        } else if (field instanceof PDChoice) {
            ((PDChoice) field).setValue(value);
        } else {
            field.setValue(value);
        }
    }

    /** An update holds only the objects that are marked, each by itself. */
    private static void touch(PDField field) {
        field.getCOSObject().setNeedToBeUpdated(true);
        for (PDAnnotationWidget widget : field.getWidgets()) {
            COSDictionary dictionary = widget.getCOSObject();
            dictionary.setNeedToBeUpdated(true);
            if (widget.getAppearance() == null) continue;
            widget.getAppearance().getCOSObject().setNeedToBeUpdated(true);
            if (widget.getNormalAppearanceStream() != null) {
                widget.getNormalAppearanceStream().getCOSObject().setNeedToBeUpdated(true);
            }
        }
    }
}
