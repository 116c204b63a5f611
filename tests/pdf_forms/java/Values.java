import java.io.FileReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Properties;
import java.util.TreeMap;

/** What to fill in, by names of fields: a file of properties. */
class Values extends TreeMap<String, String> {
    private static final long serialVersionUID = 1;

    Values(String path) throws Exception {
        Properties read = new Properties();
        try (Reader reader = new FileReader(path, StandardCharsets.UTF_8)) {
            read.load(reader);
        }
        for (String name : read.stringPropertyNames()) put(name, read.getProperty(name));
    }

    /** A button is ticked by a name that the library itself offers. */
    static void require(Collection<String> offered, String value) {
        if (!offered.contains(value)) throw new IllegalArgumentException(value + " is not offered: " + offered);
    }
}
