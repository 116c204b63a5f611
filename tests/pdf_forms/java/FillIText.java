import com.itextpdf.text.pdf.AcroFields;
import com.itextpdf.text.pdf.PdfReader;
import com.itextpdf.text.pdf.PdfStamper;
import java.io.FileOutputStream;
import java.util.Arrays;
import java.util.Map;

/** iText 5. */
class FillIText {
    static void fill(String how, String source, String target, Values values) throws Exception {
        PdfReader reader = new PdfReader(source);
        PdfStamper stamper = new PdfStamper(reader, new FileOutputStream(target), '\0', how.equals("update"));
        AcroFields fields = stamper.getAcroFields();
        fields.setGenerateAppearances(!how.equals("ask"));
        for (Map.Entry<String, String> entry : values.entrySet()) {
            String name = entry.getKey();
            int type = fields.getFieldType(name);
            if (type == AcroFields.FIELD_TYPE_CHECKBOX || type == AcroFields.FIELD_TYPE_RADIOBUTTON) {
                Values.require(Arrays.asList(fields.getAppearanceStates(name)), entry.getValue());
            }
            if (!fields.setField(name, entry.getValue())) throw new IllegalArgumentException(name + " was not set");
        }
        stamper.setFormFlattening(how.equals("flatten"));
        stamper.close();
        reader.close();
    }
}
