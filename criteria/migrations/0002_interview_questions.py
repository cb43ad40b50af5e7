import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("criteria", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="InterviewQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("text_fi", models.TextField()),
                ("text_sv", models.TextField(blank=True)),
                ("text_en", models.TextField(blank=True)),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="interview_questions", to="criteria.criterion"
                    ),
                ),
            ],
            options={
                "ordering": ["criterion", "order"],
            },
        ),
    ]
