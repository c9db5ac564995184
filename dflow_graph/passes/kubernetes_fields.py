"""The fields of the objects of Kubernetes that a graph may hold, by the name of the object.

Only a graph with such objects imports this module.
`python -m tests.passes.kubernetes_fields` renews the table.
"""

from __future__ import annotations

from functools import cache

from dflow_graph.record import Record

__all__ = ["Fields", "fields_of"]


class Fields(Record):
    """The fields of an object, and which of them it must have.

    What a field holds is a text (``), `int` (of 32 bits), `long` (of 64), `bool`, `amount` (a
    quantity), `port` (an integer of 32 bits or a text), the name of an object, and in brackets a
    list or in braces a map of one of these.
    """

    shapes: dict[str, str]
    required: tuple[str, ...]


@cache
def _objects() -> dict[str, Fields]:
    joined = _TABLE.replace("\n  ", " ")
    found = {}
    for line in joined.splitlines():
        name, _, words = line.partition(" =")
        parts = [word.partition(":") for word in words.split()]
        shapes = {field.rstrip("!"): shape for field, _, shape in parts}
        found[name] = Fields(shapes, tuple(f[:-1] for f, _, _ in parts if f.endswith("!")))
    return found


def fields_of(name: str) -> Fields:
    """The fields of an object, by the name that Kubernetes has for it."""
    return _objects()[name]


_TABLE = """
AWSElasticBlockStoreVolumeSource = fsType partition:int readOnly:bool volumeID!
Affinity = nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity
AppArmorProfile = localhostProfile type!
AzureDiskVolumeSource = cachingMode diskName! diskURI! fsType kind readOnly:bool
AzureFileVolumeSource = readOnly:bool secretName! shareName!
CSIVolumeSource = driver! fsType nodePublishSecretRef:LocalObjectReference readOnly:bool
  volumeAttributes:{}
Capabilities = add:[] drop:[]
CephFSVolumeSource = monitors!:[] path readOnly:bool secretFile secretRef:LocalObjectReference
  user
CinderVolumeSource = fsType readOnly:bool secretRef:LocalObjectReference volumeID!
ClusterTrustBundleProjection = labelSelector:LabelSelector name optional:bool path! signerName
ConfigMapEnvSource = name optional:bool
ConfigMapKeySelector = key! name optional:bool
ConfigMapProjection = items:[KeyToPath] name optional:bool
ConfigMapVolumeSource = defaultMode:int items:[KeyToPath] name optional:bool
ContainerPort = containerPort!:int hostIP hostPort:int name protocol
ContainerResizePolicy = resourceName! restartPolicy!
CreateS3BucketOptions = objectLocking:bool
DownwardAPIProjection = items:[DownwardAPIVolumeFile]
DownwardAPIVolumeFile = fieldRef:ObjectFieldSelector mode:int path!
  resourceFieldRef:ResourceFieldSelector
DownwardAPIVolumeSource = defaultMode:int items:[DownwardAPIVolumeFile]
EmptyDirVolumeSource = medium sizeLimit:amount
EnvFromSource = configMapRef:ConfigMapEnvSource prefix secretRef:SecretEnvSource
EnvVar = name! value valueFrom:EnvVarSource
EnvVarSource = configMapKeyRef:ConfigMapKeySelector fieldRef:ObjectFieldSelector
  resourceFieldRef:ResourceFieldSelector secretKeyRef:SecretKeySelector
EphemeralVolumeSource = volumeClaimTemplate:PersistentVolumeClaimTemplate
ExecAction = command:[]
FCVolumeSource = fsType lun:int readOnly:bool targetWWNs:[] wwids:[]
FieldsV1 =
FlexVolumeSource = driver! fsType options:{} readOnly:bool secretRef:LocalObjectReference
FlockerVolumeSource = datasetName datasetUUID
GCEPersistentDiskVolumeSource = fsType partition:int pdName! readOnly:bool
GRPCAction = port!:int service
GitRepoVolumeSource = directory repository! revision
GlusterfsVolumeSource = endpoints! path! readOnly:bool
HTTPGetAction = host httpHeaders:[HTTPHeader] path port!:port scheme
HTTPHeader = name! value!
HostPathVolumeSource = path! type
ISCSIVolumeSource = chapAuthDiscovery:bool chapAuthSession:bool fsType initiatorName iqn!
  iscsiInterface lun!:int portals:[] readOnly:bool secretRef:LocalObjectReference targetPortal!
ImageVolumeSource = pullPolicy reference
KeyToPath = key! mode:int path!
LabelSelector = matchExpressions:[LabelSelectorRequirement] matchLabels:{}
LabelSelectorRequirement = key! operator! values:[]
Lifecycle = postStart:LifecycleHandler preStop:LifecycleHandler stopSignal
LifecycleHandler = exec:ExecAction httpGet:HTTPGetAction sleep:SleepAction
  tcpSocket:TCPSocketAction
LocalObjectReference = name
ManagedFieldsEntry = apiVersion fieldsType fieldsV1:FieldsV1 manager operation subresource time
NFSVolumeSource = path! readOnly:bool server!
NodeAffinity = preferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm]
  requiredDuringSchedulingIgnoredDuringExecution:NodeSelector
NodeSelector = nodeSelectorTerms!:[NodeSelectorTerm]
NodeSelectorRequirement = key! operator! values:[]
NodeSelectorTerm = matchExpressions:[NodeSelectorRequirement]
  matchFields:[NodeSelectorRequirement]
ObjectFieldSelector = apiVersion fieldPath!
ObjectMeta = annotations:{} creationTimestamp deletionGracePeriodSeconds:long deletionTimestamp
  finalizers:[] generateName generation:long labels:{} managedFields:[ManagedFieldsEntry] name
  namespace ownerReferences:[OwnerReference] resourceVersion selfLink uid
OwnerReference = apiVersion! blockOwnerDeletion:bool controller:bool kind! name! uid!
PersistentVolumeClaimSpec = accessModes:[] dataSource:TypedLocalObjectReference
  dataSourceRef:TypedObjectReference resources:VolumeResourceRequirements selector:LabelSelector
  storageClassName volumeAttributesClassName volumeMode volumeName
PersistentVolumeClaimTemplate = metadata:ObjectMeta spec!:PersistentVolumeClaimSpec
PersistentVolumeClaimVolumeSource = claimName! readOnly:bool
PhotonPersistentDiskVolumeSource = fsType pdID!
PodAffinity = preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
  requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]
PodAffinityTerm = labelSelector:LabelSelector matchLabelKeys:[] mismatchLabelKeys:[]
  namespaceSelector:LabelSelector namespaces:[] topologyKey!
PodAntiAffinity = preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
  requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]
PortworxVolumeSource = fsType readOnly:bool volumeID!
PreferredSchedulingTerm = preference!:NodeSelectorTerm weight!:int
Probe = exec:ExecAction failureThreshold:int grpc:GRPCAction httpGet:HTTPGetAction
  initialDelaySeconds:int periodSeconds:int successThreshold:int tcpSocket:TCPSocketAction
  terminationGracePeriodSeconds:long timeoutSeconds:int
ProjectedVolumeSource = defaultMode:int sources:[VolumeProjection]
QuobyteVolumeSource = group readOnly:bool registry! tenant user volume!
RBDVolumeSource = fsType image! keyring monitors!:[] pool readOnly:bool
  secretRef:LocalObjectReference user
ResourceClaim = name! request
ResourceFieldSelector = containerName divisor:amount resource!
ResourceRequirements = claims:[ResourceClaim] limits:{amount} requests:{amount}
RetryAffinity = nodeAntiAffinity:RetryNodeAntiAffinity
RetryNodeAntiAffinity =
S3EncryptionOptions = enableEncryption:bool kmsEncryptionContext kmsKeyId
  serverSideCustomerKeySecret:SecretKeySelector
SELinuxOptions = level role type user
ScaleIOVolumeSource = fsType gateway! protectionDomain readOnly:bool
  secretRef!:LocalObjectReference sslEnabled:bool storageMode storagePool system! volumeName
SeccompProfile = localhostProfile type!
SecretEnvSource = name optional:bool
SecretKeySelector = key! name optional:bool
SecretProjection = items:[KeyToPath] name optional:bool
SecretVolumeSource = defaultMode:int items:[KeyToPath] optional:bool secretName
SecurityContext = allowPrivilegeEscalation:bool appArmorProfile:AppArmorProfile
  capabilities:Capabilities privileged:bool procMount readOnlyRootFilesystem:bool
  runAsGroup:long runAsNonRoot:bool runAsUser:long seLinuxOptions:SELinuxOptions
  seccompProfile:SeccompProfile windowsOptions:WindowsSecurityContextOptions
ServiceAccountTokenProjection = audience expirationSeconds:long path!
SleepAction = seconds!:long
StorageOSVolumeSource = fsType readOnly:bool secretRef:LocalObjectReference volumeName
  volumeNamespace
TCPSocketAction = host port!:port
Toleration = effect key operator tolerationSeconds:long value
TypedLocalObjectReference = apiGroup kind! name!
TypedObjectReference = apiGroup kind! name! namespace
UserContainer = args:[] command:[] env:[EnvVar] envFrom:[EnvFromSource] image imagePullPolicy
  lifecycle:Lifecycle livenessProbe:Probe mirrorVolumeMounts:bool name! ports:[ContainerPort]
  readinessProbe:Probe resizePolicy:[ContainerResizePolicy] resources:ResourceRequirements
  restartPolicy securityContext:SecurityContext startupProbe:Probe stdin:bool stdinOnce:bool
  terminationMessagePath terminationMessagePolicy tty:bool volumeDevices:[VolumeDevice]
  volumeMounts:[VolumeMount] workingDir
Volume = awsElasticBlockStore:AWSElasticBlockStoreVolumeSource azureDisk:AzureDiskVolumeSource
  azureFile:AzureFileVolumeSource cephfs:CephFSVolumeSource cinder:CinderVolumeSource
  configMap:ConfigMapVolumeSource csi:CSIVolumeSource downwardAPI:DownwardAPIVolumeSource
  emptyDir:EmptyDirVolumeSource ephemeral:EphemeralVolumeSource fc:FCVolumeSource
  flexVolume:FlexVolumeSource flocker:FlockerVolumeSource
  gcePersistentDisk:GCEPersistentDiskVolumeSource gitRepo:GitRepoVolumeSource
  glusterfs:GlusterfsVolumeSource hostPath:HostPathVolumeSource image:ImageVolumeSource
  iscsi:ISCSIVolumeSource name! nfs:NFSVolumeSource
  persistentVolumeClaim:PersistentVolumeClaimVolumeSource
  photonPersistentDisk:PhotonPersistentDiskVolumeSource portworxVolume:PortworxVolumeSource
  projected:ProjectedVolumeSource quobyte:QuobyteVolumeSource rbd:RBDVolumeSource
  scaleIO:ScaleIOVolumeSource secret:SecretVolumeSource storageos:StorageOSVolumeSource
  vsphereVolume:VsphereVirtualDiskVolumeSource
VolumeDevice = devicePath! name!
VolumeMount = mountPath! mountPropagation name! readOnly:bool recursiveReadOnly subPath
  subPathExpr
VolumeProjection = clusterTrustBundle:ClusterTrustBundleProjection configMap:ConfigMapProjection
  downwardAPI:DownwardAPIProjection secret:SecretProjection
  serviceAccountToken:ServiceAccountTokenProjection
VolumeResourceRequirements = limits:{amount} requests:{amount}
VsphereVirtualDiskVolumeSource = fsType storagePolicyID storagePolicyName volumePath!
WeightedPodAffinityTerm = podAffinityTerm!:PodAffinityTerm weight!:int
WindowsSecurityContextOptions = gmsaCredentialSpec gmsaCredentialSpecName hostProcess:bool
  runAsUserName
"""
