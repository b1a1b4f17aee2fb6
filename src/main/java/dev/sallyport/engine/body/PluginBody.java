package dev.sallyport.engine.body;

import dev.sallyport.engine.WholeDocument;
import java.util.List;

/** The bodies about plugins, each a list. Source: moby, api/types/plugin. */
public final class PluginBody {

    private PluginBody() {}

    /** {@code POST /plugins/pull} and {@code POST /plugins/{name}/upgrade}: what the plugin is granted. */
    public record Privileges(@WholeDocument List<Privilege> privileges) {}

    public record Privilege(String name, String description, List<String> value) {}

    /** {@code POST /plugins/{name}/set}. */
    public record Settings(@WholeDocument List<String> settings) {}
}
