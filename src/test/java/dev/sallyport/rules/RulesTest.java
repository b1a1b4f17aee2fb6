package dev.sallyport.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sallyport.action.Action;
import dev.sallyport.action.ContextHandler;
import dev.sallyport.audit.Recorded;
import dev.sallyport.facts.Facts;
import dev.sallyport.facts.FakeFacts;
import dev.sallyport.facts.HostEntry;
import dev.sallyport.facts.Question;
import dev.sallyport.decision.AccessRequest;
import dev.sallyport.decision.DecisionId;
import dev.sallyport.decision.Finding;
import dev.sallyport.decision.Subject;
import dev.sallyport.engine.Views;
import dev.sallyport.engine.body.Inspected;
import dev.sallyport.policy.Policy;
import dev.sallyport.policy.PolicyLoader;
import dev.sallyport.policy.RulesDecisionPoint;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.SettingsFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import dev.sallyport.engine.GoJson;
import dev.sallyport.engine.UnreadableException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule by itself, with its parameters: what it finds, word for word; nothing where it finds nothing. */
final class RulesTest {

    private static List<Finding> judge(String rules, Facts facts, String target, String body)
            throws InvalidSettingException {
        SettingsFile policy = new SettingsFile("p.yaml", "rules: {" + rules + "}");
        Action action = new ContextHandler(facts).understand(new DecisionId("00ff"), new AccessRequest(
                Instant.EPOCH, Subject.ANONYMOUS, "POST", target,
                Map.of("Content-Type", "application/json", "Content-Length", String.valueOf(body.length())),
                Optional.of(body.getBytes(StandardCharsets.UTF_8))));
        List<Finding> findings = judge(policy, action);
        for (Finding finding : findings) {
            if (finding.admittedBy().isPresent()) {
                SettingsFile changed = Admitting.changed(policy, finding);
                assertFalse(judge(changed, action).stream().map(Finding::found).anyMatch(finding.found()::equals),
                        () -> finding + " is not admitted by " + changed.text());
            }
        }
        Optional<Action> recorded = Recorded.again(action);
        if (recorded.isPresent()) {
            assertEquals(findings, judge(policy, recorded.get()),
                    "judged again from the audit record: does audit.MaskedFacts hide what the rule looks at?");
        }
        return Stream.concat(action.obstacles().stream(), findings.stream()).toList();
    }

    private static List<Finding> judge(SettingsFile policy, Action action) throws InvalidSettingException {
        Policy loaded = new PolicyLoader(new Surroundings(path -> Optional.of(path), List.of("/opt/own"))).load(policy);
        return new RulesDecisionPoint(loaded).decide(action, List.of()).findings();
    }

    @Test
    void manyMountsAreRefusedWhereverTheyAreSaid() throws InvalidSettingException {
        String many = IntStream.range(0, 65).mapToObj(n -> "\"/" + n + "\":{}").collect(Collectors.joining(","));
        String mounts = many.replaceAll("\"(/[0-9]+)\":\\{}", "{\"Type\":\"tmpfs\",\"Target\":\"$1\"}");
        for (String[] request : new String[][] {
            {"/containers/create", "{\"Volumes\":{" + many + "}}"},
            {"/containers/create", "{\"HostConfig\":{\"Tmpfs\":{" + many.replace("{}", "\"\"") + "}}}"},
            {"/containers/create", "{\"HostConfig\":{\"Mounts\":[" + mounts + "]}}"},
            {"/v1.45/services/create", "{\"TaskTemplate\":{\"ContainerSpec\":{\"Mounts\":[" + mounts + "]}}}"}
        }) {
            assertEquals(List.of("more than 64 mounts"),
                    judge("privileged: {}", new FakeFacts(), request[0], request[1]).stream().map(Finding::found)
                            .toList());
        }
    }

    /** A host with something of everything beneath /srv, and a volume of a directory there. */
    private static FakeFacts host() {
        FakeFacts facts = new FakeFacts();
        facts.host.put("/srv/missing", new HostEntry.Missing("/srv/missing"));
        facts.host.put("/srv/socket", new HostEntry.Present("/srv/socket", HostEntry.Type.SOCKET));
        facts.unanswered.add(new Question.PathOnHost("/srv/lost"));
        facts.sockets = List.of("/srv/run/app.sock");
        facts.mountinfo += "2 1 8:1 /etc /srv/etc ro - ext4 /dev/sda1 rw\n3 1 0:5 / /srv/jail/proc rw - proc proc rw\n";
        facts.daemon = new Inspected.Info("json-file", "/var/lib/docker2", true, List.of(), "29.0.0");
        facts.volumes.put("bound",
                new Inspected.Volume("bound", "local", Map.of("type", "none", "o", "bind", "device", "/srv/bound")));
        return facts;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cap-drop: {required: [NET_RAW]}            | "CapDrop":["cap_net_raw"]                         | ''
            cap-drop: {required: [NET_RAW, MKNOD]}     | "CapDrop":["MKNOD"] | \
                drops only MKNOD
            cap-add: {allowed: []}                     | "CapAdd":["CHOWN"]                                | adds CHOWN
            cap-add: {allowed: [CHOWN]}                | "CapAdd":["chown"]                                | ''
            memory-limit: {max: 64m}                   | "Memory":67108864                                 | ''
            memory-limit: {max: 64m}                   | "Memory":67108865 | \
                has a memory limit of 67108865b
            memory-limit: {max-swap: 64m}              | "Memory":67108864 | \
                has memory and swap of 128m
            memory-limit: {max-swap: 64m}              | "Memory":67108864,"MemorySwap":67108864           | ''
            memory-limit: {}                           | "Memory":67108864,"MemorySwap":-2 | \
                has unlimited swap
            cpu-limit: {}                              | "Memory":1 | \
                has no CPU limit
            cpu-limit: {}                              | "CpuShares":512                                   | ''
            cpu-limit: {shares: false}                 | "CpuShares":512 | \
                has no CPU limit
            cpu-limit: {max: 1.5}                      | "NanoCpus":1500000000                             | ''
            cpu-limit: {max: 1.5}                      | "CpuQuota":200000,"CpuPeriod":100000 | \
                may use 2 CPUs
            pids-limit: {}                             | "PidsLimit":0 | \
                has no bound on processes
            pids-limit: {max: 100}                     | "PidsLimit":101 | \
                may run 101 processes
            pids-limit: {max: 100}                     | "PidsLimit":100                                   | ''
            read-only-rootfs: {}                       | "ReadonlyRootfs":false | \
                has a writable root file system
            read-only-rootfs: {}                       | "ReadonlyRootfs":true                             | ''
            no-new-privileges: {}                      | "SecurityOpt":["no-new-privileges"]               | ''
            no-new-privileges: {} | \
                "SecurityOpt":["no-new-privileges:true","no-new-privileges=false"] | processes may gain privileges
            sysctls: {}                                | "Sysctls":{"net.ipv4.tcp_syncookies":"1"}         | ''
            sysctls: {}                                | "Sysctls":{"kernel.msgmax":"1"} | \
                sets kernel.msgmax
            sysctls: {allowed: [kernel.msgmax]}        | "Sysctls":{"kernel/msgmax":"1"}                   | ''
            runtime: {}                                | "Runtime":"io.containerd.evil.v1" | \
                asks for the runtime io.containerd.evil.v1
            runtime: {allowed: [kata]}                 | "Runtime":"kata"                                  | ''
            annotations: {}                            | "Annotations":{"org.systemd.property.MemoryMax":"1"} | \
                carries the annotation org.systemd.property.MemoryMax
            annotations: {}                            | "Annotations":{"team":"a"}                        | ''
            read-only-mounts: {writable-sources: [/srv/**]} | "Binds":["/srv/a:/x"]                        | ''
            read-only-mounts: {writable-sources: [/srv/**]} | "Binds":["/srv/../home:/x"] | \
                bind /home at /x is writable
            read-only-mounts: {writable-sources: [cache-*]} | "Binds":["cache-1:/x"]                       | ''
            read-only-mounts: {writable-targets: [/data/**]} | "Binds":["v1:/data/x"]                      | ''
            read-only-mounts: {writable-targets: [/data/**]} | "Binds":["v1:/data/../etc"] | \
                volume v1 at /etc is writable
            read-only-mounts: {tmpfs: false}           | "Tmpfs":{"/tmp":""} | \
                tmpfs at /tmp is writable
            read-only-mounts: {} | \
                "Tmpfs":{"/tmp":"rw,noexec,nosuid,size=64m,mode=1777,uid=1000"} | ''
            privileged: {}                             | "Tmpfs":{"/z":"remount"} | \
                a tmpfs has the option `remount`
            privileged: {}                             | "Tmpfs":{"/z":"size=1m,bind"} | \
                a tmpfs has the option `bind`
            privileged: {} | \
                "Mounts":[{"Type":"tmpfs","Target":"/z","TmpfsOptions":{"Options":[["remount"]]}}] | \
                a tmpfs has the option `remount`
            read-only-mounts: {}                       | "Mounts":[{"Type":"bind","Source":"/srv","Target":"/x",\
            "ReadOnly":true,"BindOptions":{"ReadOnlyNonRecursive":true}}] | bind /srv at /x is writable
            host-paths: {}                             | "Binds":["/opt:/x:ro"] | \
                bind /opt, which holds /opt/own
            host-paths: {forbidden: [/srv/secret]}     | "Binds":["/srv/secret/a:/x:ro"] | \
                bind /srv/secret/a
            host-paths: {forbidden: [/srv/secret]}     | "Binds":["/srv/secrets:/x:ro"]                    | ''
            host-paths: {allowed: [/srv/**]}           | "Binds":["/srv/a:/x:ro"]                          | ''
            host-paths: {allowed: [/srv/**]}           | "Binds":["/home:/x:ro"] | \
                bind /home is not among the allowed paths
            host-paths: {}                             | "Binds":["/srv/missing:/x:ro"] | \
                bind /srv/missing does not exist, and dockerd would make it, as root
            host-paths: {}                             | "Binds":["/srv/socket:/x:ro"] | \
                bind /srv/socket is a socket or a device, which a read-only mount does not close
            host-paths: {}                             | "Binds":["/srv/lost:/x:ro"] | \
                bind /srv/lost: no answer
            host-paths: {}                             | "Binds":["/srv/run:/x:ro"] | \
                bind /srv/run holds /srv/run/app.sock, a socket, pipe or device, which a read-only mount does not close
            host-paths: {sockets: true}                | "Binds":["/srv/run:/x:ro"]                        | ''
            host-paths: {}                             | "Binds":["/srv/a:/x:ro,rslave"] | \
                bind /srv/a at /x takes in what the host mounts there later, whatever that is
            host-paths: {}                             | "Binds":["/srv/a:/x:ro,rprivate"]                 | ''
            host-paths: {}                             | "Mounts":[{"Type":"bind","Source":"/srv/a","Target":"/x",\
            "ReadOnly":true,"BindOptions":{"Propagation":"shared"}}] | bind /srv/a at /x takes in what the host \
            mounts there later, whatever that is
            host-paths: {live: true}                   | "Binds":["/srv/a:/x:ro,rshared"]                  | ''
            host-paths: {}                             | "Binds":["/srv/etc:/x:ro"] | \
                bind /srv/etc, where files are mounted of /etc
            host-paths: {}                             | "Binds":["/srv/jail:/x:ro"] | \
                bind /srv/jail shows the kernel's proc at /srv/jail/proc
            host-paths: {allowed: ['/**']}             | "Binds":["/var/lib/docker2/x:/x:ro"] | \
                bind /var/lib/docker2/x is where dockerd keeps its data, or holds it
            host-paths: {allowed: ['/**']}             | "Binds":["/opt/own.1.gz:/x:ro"] | \
                bind /opt/own.1.gz, which belongs to /opt/own
            host-paths: {}                             | "Mounts":[{"Type":"volume","Target":"/x",\
            "VolumeOptions":{"DriverConfig":{"Options":{"type":"nfs","o":"addr=10.0.0.5",\
            "device":":/x"}}}}] | the volume is an export (nfs) of the server 10.0.0.5
            host-paths: {servers: [10.0.0.*]}          | "Mounts":[{"Type":"volume","Target":"/x",\
            "VolumeOptions":{"DriverConfig":{"Options":{"type":"nfs","o":"addr=10.0.0.5","device":":/x"}}}}] | ''
            read-only-mounts: {}                       | "Binds":["/srv/lost:/x:ro"] | \
                bind /srv/lost at /x is read-only, but what is mounted beneath it cannot be told: no answer
            read-only-mounts: {}                       | "Binds":["/srv/jail:/x:ro"] | \
                bind /srv/jail at /x is read-only, but what is mounted beneath it stays writable: /srv/jail/proc
            read-only-mounts: {}                       | "Binds":["bound:/x:ro"] | \
                volume bound at /x is /srv/bound of the host, and dockerd fills it from the image, as root
            read-only-mounts: {}                       | "Binds":["bound:/x:ro,nocopy"]                    | ''
            read-only-mounts: {writable-sources: [bound]} | "Binds":["bound:/x:nocopy"] | \
                volume bound at /x is writable
            read-only-mounts: {writable-sources: [/srv/**]} | "Binds":["bound:/x"]                         | ''
            memory-limit: {}                           | "Memory":67108864,"MemorySwap":9223372036854775807 | \
                has memory and swap of 9223372036854775807b, more than the host has
            networks: {}                               | "NetworkMode":"n1","LogConfig":{}                 | ''
            host-namespaces: {allowed: [network=host]} | "NetworkMode":"host"                              | ''
            host-namespaces: {}                        | "UsernsMode":"host" | \
                shares the user namespace of the host
            devices: {allowed: [/dev/null]}            | "Devices":[{"PathOnHost":"/dev/null"}]            | ''
            devices: {}                                | "DeviceRequests":[{"Count":-1}] | \
                requests devices (GPUs or CDI)
            devices: {requests: true}                  | "DeviceRequests":[{"Count":-1}]                   | ''
            security-profiles: {}                      | "SecurityOpt":["seccomp={}"] | \
                brings a seccomp profile of its own
            security-profiles: {custom-seccomp: true}  | "SecurityOpt":["seccomp={}"]                      | ''
            security-profiles: {}                      | "SecurityOpt":["label=type:x"] | \
                sets the SELinux label `type:x`
            security-profiles: {selinux-labels: true}  | "SecurityOpt":["label=type:x"]                    | ''
            security-profiles: {}                      | "SecurityOpt":["apparmor=docker-default"]         | ''
            masked-paths: {}                           | "SecurityOpt":["writable-cgroups"] | \
                has writable cgroups
            drivers: {}                                | "LogConfig":{"Type":"gelf"} | \
                names the log driver `gelf`
            drivers: {log: [gelf]}                     | "LogConfig":{"Type":"gelf"}                       | ''
            drivers: {}                                | "VolumeDriver":"../x" | \
                names the volume driver `../x`
            propagation: {}                            | "Binds":["/srv/a:/x:rshared"] | \
                bind /srv/a at /x is shared with the host
            propagation: {}                            | "Binds":["/srv/a:/x:rslave","/srv/b:/y"]          | ''
            propagation: {allowed: [private]}          | "Mounts":[{"Type":"bind","Source":"/srv/a","Target":"/x",\
            "BindOptions":{"Propagation":"slave"}}] | bind /srv/a at /x is slave with the host
            propagation: {allowed: [shared]}           | "Binds":["/srv/a:/x:shared"]                      | ''
            group-add: {}                              | "GroupAdd":["docker"] | \
                joins the group docker
            group-add: {allowed: [2000, video]}        | "GroupAdd":["2000","video"]                       | ''
            group-add: {allowed: [2000]}               | "GroupAdd":["2001"] | \
                joins the group 2001
            ulimits: {}                                | "Ulimits":[{"Name":"nofile","Hard":1048576,"Soft":1}] | ''
            ulimits: {}                                | "Ulimits":[{"Name":"nofile","Hard":1048577,"Soft":1}] | \
                sets the limit nofile=1048577
            ulimits: {}                                | "Ulimits":[{"Name":"core","Hard":-1,"Soft":-1}]   | ''
            ulimits: {}                                | "Ulimits":[{"Name":"rtprio","Hard":1,"Soft":1}] | \
                sets the limit rtprio=1
            ulimits: {allowed: [nofile=64]}            | "Ulimits":[{"Name":"nofile","Hard":-1,"Soft":64}] | \
                sets the limit nofile=-1
            ulimits: {allowed: [memlock=-1]}           | "Ulimits":[{"Name":"memlock","Hard":-1,"Soft":-1}] | ''
            oom: {}                                    | "OomKillDisable":true | \
                is never killed when memory runs out
            oom: {}                                    | "OomKillDisable":false,"OomScoreAdj":0            | ''
            oom: {kill-disable: true}                  | "OomKillDisable":true                             | ''
            oom: {}                                    | "OomScoreAdj":-1 | \
                has an oom-score-adj of -1
            oom: {min-score: -500}                     | "OomScoreAdj":-500                                | ''
            oom: {min-score: 200}                      | "OomScoreAdj":0 | \
                has an oom-score-adj of 0
            cgroup-parent: {}                          | "CgroupParent":"system.slice" | \
                asks for the cgroup parent system.slice
            cgroup-parent: {allowed: ['team-*.slice']} | "CgroupParent":"team-a.slice"                     | ''
            cgroup-parent: {allowed: ['/team/**']}     | "CgroupParent":"/team/../../system" | \
                asks for the cgroup parent /team/../../system
            cgroup-parent: {}                          | "CgroupParent":""                                 | ''
            restart-policy: {}                         | "RestartPolicy":{"Name":"always"} | \
                is started again: always
            restart-policy: {}                         | "RestartPolicy":{"Name":"no"}                     | ''
            restart-policy: {}                         | "RestartPolicy":{"Name":""}                       | ''
            restart-policy: {}                         | "RestartPolicy":{"Name":"on-failure","MaximumRetryCount":5} | \
                ''
            restart-policy: {}                         | "RestartPolicy":{"Name":"on-failure","MaximumRetryCount":6} | \
                is started again up to 6 times
            restart-policy: {}                         | "RestartPolicy":{"Name":"on-failure"} | \
                is started again without end
            restart-policy: {max-retries: 0}           | "RestartPolicy":{"Name":"on-failure"}             | ''
            restart-policy: {allowed: [unless-stopped]} | "RestartPolicy":{"Name":"unless-stopped"}        | ''
            log-options: {}                            | "LogConfig":{"Type":"json-file"}                  | ''
            log-options: {max-size: 10m}               | "LogConfig":{"Config":{"max-size":"10m"}}         | ''
            log-options: {max-size: 10m}               | "LogConfig":{"Config":{"max-size":"11M"}} | \
                has a log with max-size=11M
            log-options: {max-size: 10m}               | "LogConfig":{"Config":{"max-size":"-1"}} | \
                has a log with max-size=-1
            log-options: {max-file: 3}                 | "LogConfig":{"Config":{"max-file":"4"}} | \
                has a log of 4 files
            log-options: {max-file: 3}                 | "LogConfig":{"Config":{"max-file":"3"}}           | ''
            log-options: {}                            | "LogConfig":{"Config":{"max-buffer-size":"1g"}} | \
                has a log with max-buffer-size=1g
            log-options: {}                            | "LogConfig":{"Config":{"max-buffer-size":"4m"}}   | ''
            default-bridge: {}                         | "NetworkMode":"default" | \
                is on the default bridge
            default-bridge: {}                         | "Memory":1 | \
                is on the default bridge
            default-bridge: {}                         | "NetworkMode":"bridge" | \
                is on the default bridge
            default-bridge: {}                         | "NetworkMode":"n1"                                | ''
            default-bridge: {}                         | "NetworkMode":"none"                              | ''
            links: {}                                  | "Links":["db:database"] | \
                is linked to db:database on the default bridge
            links: {}                                  | "NetworkMode":"n1","Links":["db:database"]        | ''
            links: {aliases: false}                    | "NetworkMode":"n1","Links":["db"] | \
                is linked to db
            published-ports: {}                        | "PublishAllPorts":true | \
                publishes every port that the image exposes
            published-ports: {all: true}               | "PublishAllPorts":true                            | ''
            published-ports: {} | \
                "PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"}]}                       | ''
            published-ports: {} | \
                "PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":""}]}                           | ''
            published-ports: {} | "PortBindings":{"80/tcp":[{"HostPort":"8080"}]} | \
                publishes 80/tcp on every address of the host
            published-ports: {} | "PortBindings":{"80/tcp":[{"HostIp":"::","HostPort":"8080"}]} | \
                publishes 80/tcp on every address of the host
            published-ports: {every-address: true} | "PortBindings":{"80/tcp":[{"HostPort":"80"}]} | \
                takes the host's port 80
            published-ports: {every-address: true} | "PortBindings":{"80/tcp":[{"HostPort":"1000-2000"}]} | \
                takes the host's port 1000-2000
            published-ports: {every-address: true, ports: [80, 8000-8999]} | \
                "PortBindings":{"80/tcp":[{"HostPort":"80"},{"HostPort":"8080-8090"}]}                     | ''
            published-ports: {every-address: true} | "PortBindings":{"80/tcp":[{"HostPort":"+80"}]} | \
                publishes 80/tcp on the port `+80`
            published-ports: {addresses: [127.0.0.0/8]} | \
                "PortBindings":{"80/tcp":[{"HostIp":"127.1.0.1","HostPort":"8080"}]}                       | ''
            published-ports: {addresses: [127.0.0.0/8]} | \
                "PortBindings":{"80/tcp":[{"HostIp":"10.0.0.1","HostPort":"8080"}]} | publishes 80/tcp on 10.0.0.1
            published-ports: {} | "PortBindings":{"80/tcp":[{"HostIp":"localhost","HostPort":"8080"}]} | \
                publishes 80/tcp on `localhost`
            unknown-fields: {}                         | "NewField":[] | \
                sets HostConfig.NewField, which no known engine has
            unknown-fields: {allowed: [HostConfig.NewField]} | "NewField":1                                | ''
            """)
    void hostConfigurations(String rule, String host, String found) throws InvalidSettingException {
        List<Finding> findings = judge(rule, host(), "/containers/create",
                "{\"Image\":\"a\",\"User\":\"1\",\"HostConfig\":{" + host + "}}");
        assertEquals(found, String.join(", ", findings.stream().map(Finding::found).toList()));
    }

    @Test
    void allowedDirectoryDoesNotAllowWhatIsInIt() throws InvalidSettingException {
        for (String[] expected : new String[][] {
                {"/srv/app/web", "/srv/app; for all beneath, the policy must say /srv/app/**"},
                {"/srv/apps", "/srv/app"}
        }) {
            Finding finding = judge("host-paths: {allowed: [/srv/app]}", host(), "/containers/create",
                    "{\"Image\":\"a\",\"User\":\"1\",\"HostConfig\":{\"Binds\":[\"" + expected[0]
                            + ":/x:ro\"]}}").getFirst();
            assertEquals(expected[1], finding.wanted());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            non-root: {names: deny}            | /containers/create | {"Image":"a","User":"app"} | \
                the container runs as user `app`, a name
            non-root: {names: deny}            | /containers/create | {"Image":"a","User":"1000"}      | ''
            non-root: {}                       | /containers/create | {"Image":"a","User":"4294967296"} | \
                the container may run as root (user `4294967296`): not a uid from 0 to 2147483647
            non-root: {root-group: false}      | /containers/create | {"Image":"a","User":"1000"} | \
                group `` may be gid 0
            non-root: {root-group: false}      | /containers/create | {"Image":"a","User":"1000:1000"} | ''
            image-source: {allowed: ['docker.io/library/*']} | /containers/create | {"Image":"alpine:3"} | ''
            image-source: {allowed: ['docker.io/library/*']} | /containers/create | {"Image":"evil.example/alpine"} | \
                image evil.example/alpine (evil.example/alpine) is not of an allowed repository
            image-source: {allowed: ['docker.io/library/*']} | /commit?container=a | {} | \
                ImageCommit makes an image of unknown origin
            secrets-in-env: {}                 | /containers/create | {"Image":"a","Env":["DB_PASSWORD=hunter2"]} | \
                sets DB_PASSWORD, by its name a secret
            secrets-in-env: {} | /containers/create | {"Image":"a","Env":["PASSWORD_FILE=/run/x","A=/b","TOKEN"]} | ''
            secrets-in-env: {} | /containers/create | {"Image":"a","Env":["URL=postgres://app:hunter2@db/app"]} | \
                sets URL, whose value is or holds a secret (password-in-url)
            secrets-in-env: {} | /containers/create | {"Image":"a","Env":["URL=http://app@db:80/a:b@c","A=b"]} | ''
            secrets-in-env: {} | /containers/create | {"Image":"a","Env":["ID=AKIAIOSFODNN7EXAMPLE"]} | \
                sets ID, whose value is or holds a secret (aws-access-key)
            secrets-in-env: {values: []} | /containers/create | {"Image":"a","Env":["ID=AKIAIOSFODNN7EXAMPLE"]} | ''
            secrets-in-env: {names: ['*_PIN']} | /containers/create | {"Image":"a","Env":["My_Pin=1","PASSWORD=2"]} | \
                sets My_Pin, by its name a secret
            secrets-in-env: {allowed: [NPM_TOKEN]} | /containers/create | {"Image":"a","Env":["NPM_TOKEN=1"]} | ''
            secrets-in-env: {}                 | /containers/x/exec | {"Cmd":["a"],"Env":["API_KEY=1"]} | \
                sets API_KEY, by its name a secret
            secrets-in-env: {}                 | /build?buildargs=%7B%22TOKEN%22:%221%22,%22A%22:null%7D | '' | \
                sets TOKEN, by its name a secret
            secrets-in-env: {}                 | /containers/create | {"Image":"secret:1"} | \
                the image sets ROOT_PASSWORD, by its name a secret
            secrets-in-env: {}                 | /containers/create | {"Image":"secret:1","Env":["ROOT_PASSWORD"]} | ''
            secrets-in-env: {}                 | /containers/old/start | '' | \
                sets OLD_SECRET, by its name a secret
            secrets-in-env: {}                 | /v1.45/services/create | \
                {"TaskTemplate":{"ContainerSpec":{"Image":"a","Env":["API_KEY=1"]}}} | \
                sets API_KEY, by its name a secret
            default-bridge: {}                 | /networks/0b1d/connect | {"Container":"x"} | \
                attaches a container to the default bridge
            default-bridge: {}                 | /networks/n/connect | {"Container":"x"}            | ''
            default-bridge: {}                 | /networks/create | {"Name":"n"}                    | ''
            default-bridge: {icc: false}       | /networks/create | {"Name":"n"} | \
                makes a bridge network on which containers reach each other
            default-bridge: {icc: false}       | /networks/create | {"Name":"n","Driver":"bridge",\
            "Options":{"com.docker.network.bridge.enable_icc":"false"}} | ''
            default-bridge: {icc: false}       | /networks/create | {"Name":"n","Driver":"overlay"} | ''
            default-bridge: {}                 | /containers/old/start | '' | is on the default bridge
            default-bridge: {}                 | /v1.45/services/create | \
                {"TaskTemplate":{"ContainerSpec":{"Image":"a"}}} | is on the default bridge
            default-bridge: {}                 | /v1.45/services/create | \
                {"TaskTemplate":{"ContainerSpec":{"Image":"a"},"Networks":[{"Target":"n"}]}} | ''
            links: {}                          | /networks/bridge/connect | \
                {"Container":"x","EndpointConfig":{"Links":["db"]}} | is linked to db on the default bridge
            links: {}                          | /containers/old/start | '' | is linked to db:d on the default bridge
            published-ports: {}                | /containers/old/start | '' | takes the host's port 22
            published-ports: {every-address: true} | /v1.45/services/create | \
                {"TaskTemplate":{"ContainerSpec":{"Image":"a"}},\
            "EndpointSpec":{"Ports":[{"TargetPort":80,"PublishedPort":80},\
            {"TargetPort":81}]}} | takes the host's port 80
            restart-policy: {}                 | /containers/x/update | {"RestartPolicy":{"Name":"always"}} | \
                is started again: always
            restart-policy: {}                 | /containers/x/update | {"Memory":1}                | ''
            restart-policy: {}                 | /containers/old/start | '' | is started again: always
            restart-policy: {}                 | /v1.45/services/create | \
                {"TaskTemplate":{"ContainerSpec":{"Image":"a"}}} | is started again: always
            restart-policy: {}                 | /v1.45/services/create | \
                {"TaskTemplate":{"ContainerSpec":{"Image":"a"},\
            "RestartPolicy":{"Condition":"any","MaxAttempts":3}}} | ''
            restart-policy: {}                 | /v1.45/services/create | \
                {"TaskTemplate":{"ContainerSpec":{"Image":"a"},"RestartPolicy":{"Condition":"none"}}} | ''
            log-options: {}                    | /containers/old/start | '' | has a log without a largest size
            log-options: {bounded: false}      | /containers/old/start | ''                         | ''
            log-options: {}                    | /v1.45/services/create | \
                {"TaskTemplate":{"ContainerSpec":{"Image":"a"}}} | has a log without a largest size
            log-options: {}                    | /v1.45/services/create | \
                {"TaskTemplate":{"ContainerSpec":{"Image":"a"},\
            "LogDriver":{"Name":"json-file","Options":{"max-size":"1m"}}}} | ''
            cgroup-parent: {}                  | /containers/old/start | '' | asks for the cgroup parent /system
            cgroup-parent: {}                  | /build?cgroupparent=/system | '' | \
                asks for the cgroup parent /system
            oom: {}                            | /containers/old/start | '' | has an oom-score-adj of -1000
            oom: {}                            | /v1.46/services/create | \
                {"TaskTemplate":{"ContainerSpec":{"Image":"a","OomScoreAdj":-5}}} | has an oom-score-adj of -5
            ulimits: {}                        | /containers/old/start | '' | sets the limit rtprio=99
            ulimits: {}                        | \
                /build?ulimits=%5B%7B%22Name%22:%22nice%22,%22Hard%22:1,%22Soft%22:1%7D%5D | '' | \
                sets the limit nice=1
            ulimits: {}                        | /v1.45/services/create | \
                {"TaskTemplate":{"ContainerSpec":{"Image":"a",\
            "Ulimits":[{"Name":"memlock","Hard":-1,"Soft":-1}]}}} | sets the limit memlock=-1
            group-add: {}                      | /v1.45/services/create | \
                {"TaskTemplate":{"ContainerSpec":{"Image":"a","Groups":["0"]}}} | joins the group 0
            group-add: {}                      | /containers/old/start | '' | joins the group 6
            propagation: {}                    | /containers/old/start | '' | bind /srv/a at /x is shared with the host
            healthcheck: {}                    | /containers/create | {"Image":"a"} | has no health check
            healthcheck: {}                    | /containers/create | \
                {"Image":"a","Healthcheck":{"Test":["NONE"]}} | has no health check
            healthcheck: {}                    | /containers/create | \
                {"Image":"a","Healthcheck":{"Test":["CMD-SHELL","true"]}} | ''
            healthcheck: {}                    | /containers/create | {"Image":"healthy:1"}           | ''
            healthcheck: {}                    | /containers/create | \
                {"Image":"healthy:1","Healthcheck":{"Test":["NONE"]}} | has no health check
            healthcheck: {}                    | /containers/create | \
                {"Image":"healthy:1","Healthcheck":{"Interval":1000000}} | is checked every 1ms
            healthcheck: {}                    | /containers/create | \
                {"Image":"healthy:1","Healthcheck":{"StartInterval":999000000}} | is checked every 999ms
            healthcheck: {min-interval: 500ms} | /containers/create | \
                {"Image":"healthy:1","Healthcheck":{"StartInterval":999000000}} | ''
            healthcheck: {commands: false}     | /containers/create | {"Image":"healthy:1"}           | ''
            healthcheck: {commands: false}     | /containers/create | \
                {"Image":"healthy:1","Healthcheck":{"Test":["CMD","sh"]}} | brings a health check of its own
            healthcheck: {required: false}     | /containers/create | {"Image":"a"}                   | ''
            healthcheck: {}                    | /containers/x/start | '' | has no health check
            healthcheck: {commands: false}     | /containers/old/start | '' | brings a health check of its own
            healthcheck: {commands: false}     | /containers/fit/start | ''                            | ''
            healthcheck: {}                    | /v1.45/services/create | \
                {"TaskTemplate":{"ContainerSpec":{"Image":"a"}}} | has no health check
            labels: {required: [team]}         | /containers/create | {"Image":"a"} | carries no label team
            labels: {required: [team, env=p*]} | /containers/create | \
                {"Image":"a","Labels":{"team":"","env":"prod"}} | ''
            labels: {required: [env=p*]}       | /containers/create | {"Image":"a","Labels":{"env":"test"}} | \
                carries no label env=p*
            labels: {required: [team=*]}       | /containers/create | {"Image":"a","Labels":{"team":""}} | \
                carries no label team=*
            labels: {forbidden: ['traefik.**']} | /containers/create | \
                {"Image":"a","Labels":{"traefik.http.routers.x":"1","a":"b"}} | carries the label traefik.http.routers.x
            labels: {forbidden: [env=prod]}    | /containers/create | {"Image":"a","Labels":{"env":"test"}} | ''
            labels: {forbidden: [old]}         | /containers/old/start | '' | carries the label old
            labels: {forbidden: [of-image]}    | /containers/create | {"Image":"healthy:1"} | carries the label of-image
            labels: {required: [team]}         | /v1.45/services/create | \
                {"TaskTemplate":{"ContainerSpec":{"Image":"a","Labels":{"team":"x"}}}} | ''
            image-identity: {}                 | /containers/create | {"Image":"healthy:1"} | \
                image healthy:1: dockerd does not know where it is from
            image-identity: {pulled: [docker.io/**]} | /containers/create | {"Image":"absent:1"} | \
                image absent:1: dockerd does not know where it is from
            image-identity: {}                 | /containers/create | {"Image":"pulled:1"} | \
                image pulled:1 was pulled from docker.io/library/alpine
            image-identity: {pulled: [docker.io/library/*]} | /containers/create | {"Image":"pulled:1"} | ''
            image-identity: {pulled: [ghcr.io/**], built: true} | /containers/create | {"Image":"pulled:1"} | \
                image pulled:1 was pulled from docker.io/library/alpine
            image-identity: {}                 | /containers/create | {"Image":"built:1"} | \
                image built:1 was built here
            image-identity: {built: true}      | /containers/create | {"Image":"built:1"}              | ''
            image-identity: {pulled: [docker.io/**], signers: [DHI]} | /containers/create | {"Image":"pulled:1"} | \
                image pulled:1 is signed by https://issuer.example https://ci.example/a@main
            image-identity: {pulled: [docker.io/**], signers: ['https://issuer.example https://ci.example/**']} | \
                /containers/create | {"Image":"pulled:1"} | ''
            image-identity: {pulled: [docker.io/**], signers: ['https://other.example https://ci.example/**']} | \
                /containers/create | {"Image":"pulled:1"} | \
                image pulled:1 is signed by https://issuer.example https://ci.example/a@main
            image-identity: {pulled: [docker.io/**], signers: [DHI]} | /containers/create | {"Image":"forged:1"} | \
                image forged:1 has no signature that dockerd could verify
            image-identity: {pulled: [docker.io/**]} | /containers/stranger/start | '' | \
                image pulled:1: dockerd does not know where it is from
            image-identity: {pulled: [docker.io/**]} | /containers/friend/start | ''                   | ''
            image-digest: {}                   | /containers/create | {"Image":"a:1"} | \
                image a:1 is not pinned
            image-digest: {}                   | /containers/create | {"Image":"a@sha256:00"}          | ''
            memory-limit: {max: 64m}           | /containers/x/update | {"Memory":67108865} | \
                has a memory limit of 67108865b
            cpu-limit: {max: 1}                | /containers/x/update | {"NanoCpus":2000000000} | \
                may use 2 CPUs
            cpu-limit: {}                      | /containers/x/update | {"CpuQuota":-1} | \
                has an unlimited CPU quota
            pids-limit: {}                     | /containers/x/update | {"PidsLimit":-1} | \
                has no bound on processes
            pids-limit: {}                     | /containers/x/update | {"PidsLimit":null}             | ''
            security-profiles: {}              | /build?securityopt=seccomp%3Dunconfined | {} | switches seccomp off
            host-namespaces: {}                | /build?networkmode=container:a | {} | \
                shares the network namespace of container:a
            drivers: {}                        | /networks/create | {"Name":"n","Driver":"../evil"} | \
                names the network driver `../evil`
            drivers: {}                        | /networks/create | {"Name":"n","IPAM":{"Driver":"x"}} | \
                names the address driver `x`
            drivers: {}                        | /networks/create | {"Name":"n","Driver":"ipvlan"} | \
                names the network driver `ipvlan`
            networks: {}                       | /networks/create | \
                {"Name":"n","IPAM":{"Config":[{"Subnet":"10.1.0.0/16"}]}} | asks for the subnet 10.1.0.0/16
            networks: {subnets: [10.0.0.0/8]}  | /networks/create | \
                {"Name":"n","IPAM":{"Config":[{"Subnet":"10.1.0.0/16","Gateway":"10.1.0.1"}]}} | ''
            networks: {subnets: [10.0.0.0/8]}  | /networks/create | \
                {"Name":"n","IPAM":{"Config":[{"Subnet":"10.1.0.0/16","Gateway":"169.254.169.254"}]}} | \
                asks for the gateway 169.254.169.254
            networks: {subnets: [10.0.0.0/8]}  | /networks/create | \
                {"Name":"n","IPAM":{"Config":[{"Subnet":"0.0.0.0/0"}]}} | asks for the subnet 0.0.0.0/0
            networks: {subnets: [10.0.0.0/8]}  | /networks/create | \
                {"Name":"n","IPAM":{"Config":[{"Subnet":"::ffff:10.1.0.0/112"}]}} | \
                asks for the subnet ::ffff:10.1.0.0/112
            networks: {subnets: ['fd00::/8']}  | /networks/create | \
                {"Name":"n","IPAM":{"Config":[{"Subnet":"fd01::/64"}]}} | ''
            networks: {}                       | /networks/create | \
                {"Name":"n","Options":{"com.docker.network.bridge.name":"br0"}} | \
                sets the network option com.docker.network.bridge.name
            networks: {}                       | /networks/create | \
                {"Name":"n","Options":{"com.docker.network.bridge.enable_icc":"false"}} | ''
            networks: {}                       | /networks/create | {"Name":"n","ConfigFrom":{"Network":"base"}} | \
                takes its configuration from the network base
            networks: {}                       | /networks/n/connect | \
                {"Container":"x","EndpointConfig":{"DriverOpts":{"com.docker.network.endpoint.sysctls":"a=b"}}} | \
                sets the option com.docker.network.endpoint.sysctls on the network n
            networks: {}                       | /containers/create | {"Image":"a",\
            "NetworkingConfig":{"EndpointsConfig":{"n":{"IPAMConfig":{"LinkLocalIPs":["169.254.1.1"]}}}}} | asks for \
            link-local addresses on the network n
            remote-sources: {}                 | /build?remote=https://git.example/x.git | '' | \
                makes dockerd fetch `https://git.example/x.git`, from the host's own network
            remote-sources: {allowed: ['https://git.example/**']} | /build?remote=https://git.example/x.git | '' | ''
            operations: {}                     | /build?version=2 | {} | \
                ImageBuild by BuildKit is not allowed
            operations: {allow: [builds, buildkit]} | /build?version=2 | {}                          | ''
            operations: {allow: [reads]}       | /containers/x/copy | {"Resource":"/x"} | \
                ContainerCopy is not allowed
            operations: {allow: [reads, exports]} | /containers/x/copy | {"Resource":"/x"}           | ''
            self-protection: {}                | /plugins/p/set | ["A=b"] | \
                PluginSet of p could take this plugin away
            self-protection: {changeable: [p]} | /plugins/p/set | ["A=b"]                              | ''
            self-protection: {}                | /plugins/p/disable?force=1 | {} | \
                PluginDisable of p could take this plugin away
            operations: {}                     | /containers/x/checkpoints | {"CheckpointID":"c"} | \
                CheckpointCreate is not allowed
            operations: {}                     | /swarm/init | {} | \
                SwarmInit is not allowed
            operations: {allow: [swarm]}       | /swarm/init | {}                                      | ''
            operations: {allow: [swarm], deny: [SwarmInit]} | /swarm/init | {} | \
                SwarmInit is not allowed
            """)
    void requests(String rule, String target, String body, String found) throws InvalidSettingException {
        FakeFacts facts = new FakeFacts();
        facts.containers.put("x", Views.of(Map.of("Id", "1", "Name", "/x", "HostConfig", Map.of("NetworkMode", "none")),
                Inspected.Container.class));
        facts.containers.put("old", old());
        Inspected.Network bridge = new Inspected.Network("bridge", "bridge");
        facts.networks.put("bridge", bridge);
        facts.networks.put("0b1d", bridge);
        identities(facts);
        facts.images.put("healthy:1", Views.of(
                Map.of("Config", Map.of("Healthcheck", Map.of("Test", List.of("CMD", "true")), "Labels",
                        Map.of("of-image", "1"))),
                Inspected.Image.class));
        facts.containers.put("fit", Views.of(
                Map.of("Id", "3", "Name", "/fit", "Image", "healthy:1", "Config",
                        Map.of("Healthcheck", Map.of("Test", List.of("CMD", "true")))),
                Inspected.Container.class));
        facts.images.put("secret:1",
                Views.of(Map.of("Config", Map.of("Env", List.of("ROOT_PASSWORD=x"))), Inspected.Image.class));
        assertEquals(found, String.join(", ", judge(rule, facts, target, body).stream().map(Finding::found).toList()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            memory-limit: {}                    | "Memory":0         | a limit          | --memory 512m
            memory-limit: {max: 64m}            | "Memory":0         | a limit of at most 64m | --memory 64m
            memory-limit: {max-swap: 600m}      | "Memory":0         | a limit          | \
                --memory 512m --memory-swap 512m
            memory-limit: {max-swap: 64m}       | "Memory":0         | a limit          | \
                --memory 64m --memory-swap 64m
            cpu-limit: {max: 0.5}               | "NanoCpus":1000000000 | at most 0.5   | --cpus 0.5
            cpu-limit: {max: 2}                 | "NanoCpus":0       | at most 2        | --cpus 1
            read-only-rootfs: {}                | "ReadonlyRootfs":false | a read-only one | --read-only
            drivers: {log: [local]}             | "LogConfig":{"Type":"gelf"} | local   | leave out --log-driver gelf
            drivers: {log: [local, none]}       | "LogConfig":{"Type":"gelf"} | one of local, none | \
                leave out --log-driver gelf
            host-paths: {}                      | "Binds":["/home:/x:ro"] | /srv/**     | leave out the mount at /x
            host-paths: {allowed: []}           | "Binds":["/home:/x:ro"] | no path of the host | \
                leave out the mount at /x
            read-only-mounts: {}                | "Binds":["data:/x"] | read-only       | -v data:/x:ro
            read-only-mounts: {}                | "Binds":["/x"]     | read-only        | \
                --mount type=tmpfs,target=/x
            read-only-mounts: {tmpfs: false}    | "Binds":["/x"]     | read-only        | \
                --mount type=volume,source=NAME,target=/x,readonly
            read-only-mounts: {writable-sources: ['*_pgdata', /srv/up]} | "Binds":["pgdata:/x"] | \
                read-only, or a volume named *_pgdata (Compose names them PROJECT_NAME) | -v pgdata:/x:ro
            read-only-mounts: {writable-sources: [a, b, /srv/up]} | "Binds":["pgdata:/x"] | \
                read-only, or a volume named a or b | -v pgdata:/x:ro
            read-only-mounts: {writable-sources: ['*_pgdata', /srv/up]} | "Binds":["/srv/a:/x"] | \
                read-only, or /srv/up           | -v /srv/a:/x:ro
            read-only-mounts: {writable-targets: [/data]} | "Binds":["/srv/a:/x"] | \
                read-only, or mounted at /data  | -v /srv/a:/x:ro
            """)
    void mends(String rule, String host, String wanted, String fix) throws InvalidSettingException {
        Finding finding = judge(rule, host(), "/containers/create",
                "{\"Image\":\"a\",\"User\":\"1\",\"HostConfig\":{" + host + "}}").getFirst();
        assertEquals(wanted, finding.wanted());
        assertEquals(fix, finding.fix());
    }

    /** Images of every origin, and a container whose image is not the one that its name stands for. */
    private static void identities(FakeFacts facts) {
        List<Object> pull = List.of(Map.of("Repository", "alpine"));
        Map<String, Object> signature = Map.of("Signer",
                Map.of("Issuer", "https://issuer.example", "SubjectAlternativeName", "https://ci.example/a@main"));
        Map.<String, Map<String, Object>>of(
                "pulled:1", Map.of("Pull", pull, "Signature", List.of(signature)),
                "forged:1", Map.of("Pull", pull, "Signature", List.of(Map.of("Error", "no", "KnownSigner", "DHI"))),
                "built:1", Map.of("Build", List.of(Map.of("Ref", "r"))))
                .forEach((name, identity) -> facts.images.put(name,
                        Views.of(Map.of("Id", name, "Identity", identity), Inspected.Image.class)));
        Map.of("friend", "pulled:1", "stranger", "healthy:1").forEach((name, image) -> facts.containers.put(name,
                Views.of(Map.of("Id", name, "Name", "/" + name, "Image", image, "Config", Map.of("Image", "pulled:1")),
                        Inspected.Container.class)));
    }

    /** From before the plugin, with something for every rule. */
    private static Inspected.Container old() {
        Map<String, Object> host = new HashMap<>(Map.of(
                "NetworkMode", "default",
                "Links", List.of("/db:/old/d"),
                "PortBindings", Map.of("22/tcp", List.of(Map.of("HostIp", "10.0.0.1", "HostPort", "22"))),
                "RestartPolicy", Map.of("Name", "always"),
                "LogConfig", Map.of("Type", "json-file"),
                "CgroupParent", "/system",
                "OomScoreAdj", -1000L,
                "GroupAdd", List.of("6"),
                "Ulimits", List.of(Map.of("Name", "rtprio", "Hard", 99L, "Soft", 99L))));
        return Views.of(
                Map.of("Id", "2", "Name", "/old", "Config", Map.of("User", "1", "Env", List.of("OLD_SECRET=x"),
                        "Labels", Map.of("old", "1"), "Healthcheck", Map.of("Test", List.of("CMD", "curl"))),
                        "Mounts", List.of(Map.of("Type", "bind", "Source", "/srv/a", "Destination", "/x", "RW", true,
                                "Propagation", "rshared")),
                        "HostConfig", host,
                        "NetworkSettings", Map.of("Networks", Map.of("bridge", Map.of()))),
                Inspected.Container.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            non-root: {}            | 0       | --user 1000:1000
            non-root: {names: deny} | app     | --user UID:GID, with the numbers that `app` has in the image
            """)
    void userToAskFor(String rule, String user, String fix) throws InvalidSettingException {
        assertEquals(List.of(fix), judge(rule, host(), "/containers/create",
                "{\"Image\":\"a\",\"User\":\"" + user + "\"}").stream().map(Finding::fix).toList());
    }

    @Test
    void nameThatDoesNotCountIsMendedWithItsNumbers() throws InvalidSettingException, UnreadableException {
        FakeFacts facts = new FakeFacts();
        facts.passwd("1", "app:x:999:998::/:/bin/sh\n");
        facts.containers.put("x", GoJson.decode("""
                {"Id":"1","Name":"/x","Config":{"User":"app"},
                 "Mounts":[{"Type":"volume","Name":"v","Destination":"/etc"}]}
                """.getBytes(StandardCharsets.UTF_8), Inspected.Container.class).view());
        assertEquals(List.of("recreate it with --user 999:998"),
                judge("non-root: {}", facts, "/containers/x/start", "").stream().map(Finding::fix).toList());
    }

    /** Whatever had to be asked and was not answered is a reason to deny. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /containers/create              | {"Image":"a","User":"1"} | \
                the image a
            /containers/create              | {"Image":"a","HostConfig":{"Binds":["vol:/x"]}} | \
                the volume vol
            /containers/create              | {"Image":"a","HostConfig":{"VolumesFrom":["other"]}} | \
                the container of --volumes-from other
            /containers/x/exec              | {"Cmd":["a"]} | \
                the container x
            /exec/e/start                   | {"Detach":true} | \
                the exec e
            /containers/x/restart           | '' | \
                the container x
            /containers/x/rename?name=y     | '' | \
                the container x
            /containers/x/attach            | '' | \
                the container x
            /services/create | \
                {"TaskTemplate":{"ContainerSpec":{"Image":"a"},"Networks":[{"Target":"n"}]}} | the network n
            """)
    void unansweredQuestionsDeny(String target, String body, String what) throws InvalidSettingException {
        List<Finding> findings = judge("privileged: {}", Facts.unavailable("nobody there"), target, body);
        List<String> lines = findings.stream().map(Finding::line).toList();
        assertEquals(true, lines.contains("docker: " + what + " could not be looked up: nobody there"),
                lines::toString);
    }
}
