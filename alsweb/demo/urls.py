from importlib.util import find_spec

from django.urls import URLPattern, path

from alsweb.demo.sign_in import sign_in

app_name = "demo"
urlpatterns: list[URLPattern] = [path("demo/sign-in/", sign_in, name="sign_in")]

if find_spec("alsweb.demo.mail_urls"):
    from alsweb.demo import mail_urls

    urlpatterns += mail_urls.urlpatterns
